"""JSON from the hub, whose fields can be read as attributes and as items."""

import json

# Servers leave these fields out if they are empty. Agents read them without a check.
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
        """Returns a copy made of plain dictionaries and lists."""
        return json.loads(json.dumps(self))

    def model_dump_json(self, **_options):
        """Returns JSON text."""
        return json.dumps(self)

    # The names in older releases of OpenAI's library and of pydantic.
    to_dict = dict = model_dump
    to_json = json = model_dump_json


def parse(text):
    """Reads JSON; every object in it is a Record."""
    return json.loads(text, object_hook=Record)
