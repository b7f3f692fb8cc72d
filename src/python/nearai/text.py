"""Texts that not every encoding can hold."""


def without_halves(text):
    """The text as UTF-8 can hold it: half of a surrogate pair becomes a question mark."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def encoded(text, encoding):
    """The bytes of a text. What the encoding cannot hold becomes a question mark, and does not end the agent."""
    return text.encode(encoding or "utf-8", "replace")
