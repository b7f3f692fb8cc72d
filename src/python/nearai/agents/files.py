"""Files of the agent and of the thread."""

import base64
import logging
import os
from pathlib import Path

from nearai.text import encoded, without_halves


class Files:
    """Part of the Environment: the working folder, which holds copies of the agent's files, and the thread's files."""

    def list_files(self, path, order="asc"):
        """Returns the names of the files in a folder of the working folder."""
        return os.listdir(os.path.join(self.get_primary_agent_temp_dir(), path))

    def list_files_from_thread(self, order="desc", thread_id=None):
        """Returns the files that agents have written to the thread, newest first; oldest first with ``order="asc"``."""
        place = thread_id or self._thread_id
        files = self._hub.get(self._thread(place) + "/files").data
        self._threads_of_files.update((file.id, place) for file in files)
        return files if order == "desc" else files[::-1]

    def read_file_by_id(self, file_id, decode="utf-8"):
        """Returns the content of a file of the thread; as bytes with ``decode=None``."""
        place = self._threads_of_files.get(file_id)
        content = self._hub.read("%s/files/%s/content" % (self._thread(place), file_id))
        return content.decode(decode) if decode else content

    def read_file(self, filename, decode="utf-8"):
        """
        Returns the content of a file of the working folder, else of the newest file with this name in the thread, which
        is then copied into the working folder. As bytes with ``decode=None``. None if there is no such file.
        """
        path = Path(self.get_primary_agent_temp_dir()) / filename
        content = _local(path, decode)
        if content:
            return content
        file = next((file for file in self.list_files_from_thread() if file.filename == filename), None)
        content = self.read_file_by_id(file.id, decode) if file else None
        if content:
            _write(path, content, decode)
        else:
            self.add_system_log("File %s not found during read_file operation" % filename, logging.WARNING)
        return content or None

    def write_file(
        self, filename, content, encoding="utf-8", filetype="text/plain", write_to_disk=True, logging=True
    ):
        """
        Writes a file to the thread, where later runs can read it, and to the working folder.

        :param content: text, or bytes
        :param filetype: its media type
        :param write_to_disk: whether it is written to the working folder
        :param logging: whether it is logged in the run's output
        """
        if write_to_disk:
            _write(Path(self.get_primary_agent_temp_dir()) / filename, content, encoding)
        held = content if isinstance(content, bytes) else encoded(content, encoding)
        body = {
            "filename": without_halves(filename),
            "content": base64.b64encode(held).decode("ascii"),
            "content_type": filetype,
        }
        file = self._hub.post(self._thread() + "/files", body)
        if logging:
            self.add_system_log("Uploaded file %s with %d characters, id: %s" % (filename, len(content), file.id))


def _local(path, decode):
    """Returns the content of a file of the working folder; as bytes if it cannot be decoded, as NEAR AI's hub does."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    try:
        return content.decode(decode) if decode else content
    except (ValueError, LookupError) as error:
        print("Error with read_file: %s" % error)
        return content


def _write(path, content, encoding):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else encoded(content, encoding))
