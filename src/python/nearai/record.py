"""What the hub sends, to be read as objects and as dictionaries."""

import json

# Servers leave these out where they have nothing to say. Agents read them without asking.
OPTIONAL = frozenset(
    (
        "audio",
        "content",
        "finish_reason",
        "function_call",
        "logprobs",
        "reasoning_content",
        "refusal",
        "role",
        "system_fingerprint",
        "tool_calls",
        "usage",
    )
)


class Record(dict):
    """A JSON object: ``chunk.choices[0].delta.content`` is ``chunk["choices"][0]["delta"]["content"]``."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            if name in OPTIONAL:
                return None
            raise AttributeError("it has no field %r, only %s" % (name, ", ".join(self))) from None

    def model_dump(self, **_options):
        """The same as plain dictionaries and lists, which are the caller's own."""
        return json.loads(json.dumps(self))

    def model_dump_json(self, **_options):
        """The same as JSON text."""
        return json.dumps(self)

    # As older releases of the usual libraries call them.
    to_dict = dict = model_dump
    to_json = json = model_dump_json


def parse(text):
    """Reads JSON; every object in it is a Record."""
    return json.loads(text, object_hook=Record)
