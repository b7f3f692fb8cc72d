"""A completion that is streaming."""

import base64
import os
import threading


def new_message_id():
    """A new id for the message of a completion."""
    return new_id("msg")


def new_id(prefix):
    """A new id that begins with this prefix."""
    return "%s_%s" % (prefix, base64.urlsafe_b64encode(os.urandom(18)).decode())


class StreamHandler:
    """
    The result of a streaming completion. It can be iterated, and passed to ``add_reply``.

    It is read from the hub immediately, whether or not it is iterated. A loop that begins while another one is running
    shares the remaining chunks with it, as with any iterator; a loop that begins after the last chunk was taken gets
    all chunks again. Iterating and ``text`` raise the error of the completion.
    """

    def __init__(self, message_id, chunks):
        self.message_id = message_id
        self._changed = threading.Condition()
        self._chunks = []
        self._has_ended = False
        self._error = None
        self._is_error_seen = False
        self._pass = _Pass(self._chunk)
        threading.Thread(target=self._fill, args=(chunks,), daemon=True).start()

    def __iter__(self):
        if self._pass.is_over:
            self._pass = _Pass(self._chunk)
        return self._pass

    def __next__(self):
        return next(self._pass)

    def text(self):
        """The whole text, once the completion has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_ended)
            self._raise_error()
            return "".join(map(_text_of, self._chunks))

    __str__ = text

    def settle(self):
        """Waits for the end. Raises the error of the completion, if it has not been raised yet."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_ended)
            if not self._is_error_seen:
                self._raise_error()

    def _chunk(self, index):
        """Waits for the chunk with this index; None after the last one."""
        with self._changed:
            self._changed.wait_for(lambda: index < len(self._chunks) or self._has_ended)
            if index < len(self._chunks):
                return self._chunks[index]
            self._raise_error()
            return None

    def _raise_error(self):
        if self._error is not None:
            self._is_error_seen = True
            raise self._error

    def _fill(self, chunks):
        error = None
        try:
            for chunk in chunks:
                with self._changed:
                    self._chunks.append(chunk)
                    self._changed.notify_all()
        except Exception as failure:  # raised when the handler is read
            error = failure
        with self._changed:
            self._error = error
            self._has_ended = True
            self._changed.notify_all()


class _Pass:
    """An iterator over the chunks, which threads can share."""

    def __init__(self, chunk):
        self.is_over = False
        self._chunk = chunk
        self._next = 0
        self._turn = threading.Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self._turn:
            chunk = self._chunk(self._next)
            if chunk is None:
                self.is_over = True
                raise StopIteration
            self._next += 1
            return chunk


def _text_of(chunk):
    """The text that a chunk adds to the first choice; empty for other chunks, such as tool calls."""
    for choice in chunk.get("choices") or []:
        if choice.get("index", 0) == 0:
            return text_in(choice.get("delta") or {})
    return ""


def text_in(message):
    """The text of a message or a delta, including a refusal of the model."""
    return (message.get("content") or "") + (message.get("refusal") or "")
