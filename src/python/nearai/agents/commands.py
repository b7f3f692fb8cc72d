"""Commands that an agent runs, if the operator of the hub allows it."""

import shlex
import subprocess
import tempfile

# Maximum duration of a command, in seconds, and maximum size of its output, in bytes.
LONGEST = 2
MOST_OUTPUT = 1024 * 1024

NOT_ALLOWED = (
    "Command execution was not approved: the operator of this hub allows it with AGENT_EXEC_COMMAND=on. "
    "Python's own subprocess.run() works without it"
)


class Commands:
    """Part of the Environment: commands, with the same results as on NEAR AI's hub."""

    def exec_command(self, command):
        """Runs a command without a shell, in the working folder, for two seconds at most. Returns its result."""
        if self._may_execute:
            result = self._executed(command)
        else:
            print(NOT_ALLOWED, flush=True)
            result = _not_run(command, NOT_ALLOWED)
        self._commands.append(result)
        return result

    def list_terminal_commands(self, filename=None):
        """Returns the results of the commands of this run."""
        return list(self._commands)

    def _executed(self, command):
        message = ""
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            try:
                process = subprocess.Popen(
                    shlex.split(command),
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=stderr,
                    cwd=str(self.get_primary_agent_temp_dir()),
                )
            except (OSError, ValueError) as error:
                return _not_run(command, "Failed to execute: %s" % error)
            try:
                process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                message = "Killing process due to timeout"
                process.kill()
                process.wait()
            return {
                "command": command,
                "stdout": _read(stdout),
                "stderr": _read(stderr),
                "returncode": process.returncode,
                "msg": message,
            }


def _not_run(command, reason):
    return {"command": command, "returncode": 999, "stdout": "", "stderr": reason}


def _read(file):
    file.seek(0)
    return file.read(MOST_OUTPUT).decode("utf-8", "replace")
