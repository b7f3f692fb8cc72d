"""The outputs of tool calls, for the clients of the run."""

from nearai.text import without_halves

# The hub accepts this length for all outputs of one completion together, in UTF-16 code units.
MAX_LENGTH = 512 * 1024


class ToolOutputs:
    """Sends the outputs of the tool calls of one completion to the hub. What is too long is cut."""

    def __init__(self, hub, path, message_id):
        self._hub = hub
        self._path = path
        self._message_id = message_id
        self._left = MAX_LENGTH

    def send(self, call, output):
        """Sends the output of a call. Each call needs one, so that the step of the calls ends."""
        units = without_halves(output).encode("utf-16-le")[: 2 * self._left]
        self._left -= len(units) // 2
        text = units.decode("utf-16-le", "ignore")  # the cut may be inside a character
        sent = {"tool_call_id": call.id, "output": text}
        self._hub.post(self._path, {"message_id": self._message_id, "tool_outputs": [sent]})
