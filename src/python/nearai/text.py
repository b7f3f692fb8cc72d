"""Texts that some encodings cannot represent."""


def without_halves(text):
    """Returns the text with a question mark for each half of a surrogate pair, which UTF-8 cannot represent."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def with_whole_pairs(text):
    """Returns the text with a character for each surrogate pair. JSON in pieces may contain the halves separately."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def encoded(text, encoding):
    """Returns the bytes of a text. A character that the encoding lacks becomes a question mark, instead of an error."""
    return text.encode(encoding or "utf-8", "replace")
