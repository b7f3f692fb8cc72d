"""The whole answer of a streamed completion."""

from nearai.record import Record

TEXTS = ("content", "reasoning_content", "refusal")


def whole_answer(chunks):
    """
    Joins the chunks of a completion to an answer in one piece.

    Shape: https://platform.openai.com/docs/api-reference/chat/object
    """
    answer = Record(object="chat.completion")
    choices = {}
    for chunk in chunks:
        answer.update(_filled(chunk, ("object", "choices")))
        for choice in chunk.get("choices") or []:
            index = choice.get("index", 0)
            whole = choices.setdefault(index, Record(index=index, message=Record(role="assistant", content=None)))
            whole.update(_filled(choice, ("index", "delta")))
            _add(whole.message, choice.get("delta") or {})
    for choice in choices.values():
        calls = choice.message.get("tool_calls")
        if calls:
            choice.message["tool_calls"] = [calls[index] for index in sorted(calls)]
    answer["choices"] = [choices[index] for index in sorted(choices)]
    return answer


def _filled(record, left_out):
    """The fields that have a value, without these."""
    return {name: value for name, value in record.items() if name not in left_out and value is not None}


def _add(message, delta):
    for name, value in _filled(delta, ("tool_calls",)).items():
        message[name] = (message.get(name) or "") + value if name in TEXTS else value
    for piece in delta.get("tool_calls") or []:
        calls = message.setdefault("tool_calls", {})
        empty = Record(type="function", function=Record(name="", arguments=""))
        call = calls.setdefault(piece.get("index", 0), empty)
        call.update(_filled(piece, ("index", "function")))
        for name, text in _filled(piece.get("function") or {}, ()).items():
            call.function[name] = call.function.get(name, "") + text
