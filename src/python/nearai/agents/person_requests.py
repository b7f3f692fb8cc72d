"""What an agent asks the person."""

import hashlib
import json
import time

from nearai.hub import HubError
from nearai.stream_handler import new_id
from nearai.text import with_whole_pairs

DENIED = "The person denied this call."
# The field for an answer without choices.
TEXT = {"type": "string", "minLength": 1}
# Statuses of answers after which the same request can be sent again.
TEMPORARY = (429, 502, 503, 504)
# Delay before a request is sent again, in seconds.
RETRY_DELAY = 1


class Denied(Exception):
    """The person denied a tool call. The message is what the model gets instead of an output."""


class PersonRequests:
    """Part of the Environment: questions to the person, and approvals of tool calls."""

    def ask(self, question, choices=None, form=None):
        """
        Asks the person, and waits for the answer. Returns None if the person declines to answer.

        By default, the answer is a text.

        :param choices: the answer is one of these texts
        :param form: the answer is a dictionary with the fields of this form: the JSON schema of an object without
            nested objects
        """
        if form is not None:
            return self._request({"question": {"text": question, "form": form}}).content
        field = {"type": "string", "enum": list(choices)} if choices is not None else TEXT
        form = {"type": "object", "properties": {"answer": field}, "required": ["answer"]}
        content = self._request({"question": {"text": question, "form": form}}).content
        return None if content is None else content["answer"]

    def _approve(self, message_id, call):
        """
        Asks the person whether a call of a completion may run, and waits for the decision.

        :raises Denied: if it may not
        """
        decision = self._request({"approval": {"message_id": message_id, "tool_call_id": call.id}})
        if not decision.approve:
            raise Denied("%s Reason: %s" % (DENIED, decision.reason) if decision.reason else DENIED)
        if decision.hash != call_hash(call):
            raise RuntimeError("the person approved another call. This one was not run.")

    def _request(self, asked):
        """Sends a request until the person has answered it. The hub answers each time after some seconds."""
        body = {"id": new_id("req"), **asked}
        while True:
            try:
                state = self._hub.post(self._run_path() + "/requests", body)
            except HubError as error:
                if error.status is not None and error.status not in TEMPORARY:
                    raise
                time.sleep(RETRY_DELAY)  # the person's answer is worth waiting for, and is not lost
                continue
            if state.status == "answered":
                return state.answer


def call_hash(call):
    """The SHA-256 of a call in hexadecimal, as the hub calculates it: that of JSON as JavaScript writes it."""
    values = [call.id, call.function.name, call.function.arguments]
    text = with_whole_pairs(json.dumps(values, ensure_ascii=False, separators=(",", ":")))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
