"""A completion while it streams."""

import threading


class StreamHandler:
    """
    What a streaming completion gives. It can be iterated, and given to ``add_reply``.

    It is read from the hub at once, whether or not somebody iterates. A loop that begins while another is under
    way shares with it what is left, as with any iterator; one that begins after the last chunk was taken gets
    all of them again. Iterating, and ``text``, raise what the completion failed with.
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
        """Waits for the end. Raises what the completion failed with, if nobody has been told."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_ended)
            if not self._is_error_seen:
                self._raise_error()

    def _chunk(self, index):
        """The chunk of this place, as soon as it is there; None after the last."""
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
        except Exception as failure:  # whoever reads is told
            error = failure
        with self._changed:
            self._error = error
            self._has_ended = True
            self._changed.notify_all()


class _Pass:
    """One way through the chunks, from the first to the last. Threads can share it."""

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
    """What a chunk adds to the first choice; a chunk of another kind, such as a tool call, adds nothing."""
    for choice in chunk.get("choices") or []:
        if choice.get("index", 0) == 0:
            return text_in(choice.get("delta") or {})
    return ""


def text_in(message):
    """The text of a message or a delta. Where a model declines to answer, that is its text."""
    return (message.get("content") or "") + (message.get("refusal") or "")
