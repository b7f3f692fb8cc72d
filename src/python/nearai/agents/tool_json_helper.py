"""Reads the arguments that a model passes to a tool."""

import json
import re


def parse_json_args(signature, args, accepts_others=False):
    """
    Returns the arguments of a call, by name. Repairs JSON with a missing or an extra brace, or with unescaped text.

    :param signature: the tool's definition
    :param accepts_others: whether the tool accepts parameters that its definition does not name
    :raises ValueError: if they cannot be read, or name a parameter that the tool does not have
    """
    parameters = signature["function"]["parameters"]
    if not args or args == "{}":
        if parameters.get("required"):
            raise ValueError("Function requires arguments")
        return {}
    names = None if accepts_others else list(parameters.get("properties", {}))
    for read in (_as_given, _without_last, _between_names):
        values = read(args, names)
        if values is not None:
            return values
    raise ValueError("Error parsing function args %r" % (args,))


def _as_given(args, names):
    try:
        values = args if isinstance(args, dict) else json.loads(args)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return values if names is None or all(name in names for name in values) else None


def _without_last(args, names):
    return _as_given(args[:-1], names) if str(args).endswith(('}"', "}}")) else None


def _between_names(args, names):
    """Reads the texts between the names of the parameters."""
    args = str(args)
    names = names or []
    found = [re.search(r',?\s*"(%s)"\s*:' % re.escape(name), args) for name in names]
    if not names or not all(found):
        return None
    found.sort(key=lambda match: match.start())
    ends = [match.start() for match in found[1:]] + [len(args)]
    values = {}
    for match, end in zip(found, ends):
        text = args[match.end() : end].strip()
        if end == len(args):
            text = text.rstrip("}").rstrip()
        values[match.group(1)] = re.sub('^"|"$', "", text)
    return values
