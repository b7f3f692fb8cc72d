"""A client of the hub's HTTP API, written with the standard library only."""

import http.client
import json
from contextlib import closing
from urllib.parse import urlencode, urlsplit

from nearai.record import Record, parse


class HubError(Exception):
    """The hub refused a request, or the connection failed. The message says why."""

    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class Hub:
    """The API of the hub for one run: the token is valid for that run only."""

    def __init__(self, url, token):
        parts = urlsplit(url)
        self._connection = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._host = parts.netloc
        self._base = parts.path.rstrip("/") + "/v1"
        self.token = token
        self.base_url = "%s://%s%s" % (parts.scheme, parts.netloc, self._base)

    def get(self, path, **query):
        """Reads a resource. Raises HubError."""
        return self._call("GET", path + ("?" + urlencode(query) if query else ""), None, {})

    def read(self, path):
        """Reads the content of a file, as bytes. Raises HubError."""
        return self._answer("GET", path, None, {})

    def post(self, path, body, headers=None):
        """Posts JSON, and returns the answer. Raises HubError."""
        return self._call("POST", path, body, headers or {})

    def stream(self, path, body, headers):
        """
        Posts JSON whose answer is a stream of events. Yields the ``data:`` of each event.

        Raises HubError at once if the hub refuses, and during iteration if the stream contains an error.
        """
        connection = self._connection(self._host)
        try:
            response = self._request(connection, "POST", path, body, headers)
        except BaseException:
            connection.close()
            raise
        if "json" in response.getheader("Content-Type", ""):
            with closing(connection):
                raise HubError(_message_in(response.read()) or "The model's server did not stream its answer.")
        return self._events(connection, response)

    def _call(self, method, path, body, headers):
        try:
            return parse(self._answer(method, path, body, headers))
        except ValueError:
            raise HubError("The hub answered %s %s with something that is not JSON." % (method, path)) from None

    def _answer(self, method, path, body, headers):
        with closing(self._connection(self._host)) as connection:
            response = self._request(connection, method, path, body, headers)
            try:
                return response.read()
            except (OSError, http.client.HTTPException) as error:
                raise HubError("Lost the connection to the hub: %s" % (error or type(error).__name__)) from None

    def _request(self, connection, method, path, body, headers):
        """Waits only for the headers, so that the body can be read as it arrives."""
        headers = {"Authorization": "Bearer " + self.token, **headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, self._base + path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise HubError("The hub cannot be reached: %s" % (error or type(error).__name__)) from None
        if response.status >= 400:
            message = _message_in(response.read())
            answered = "The hub answered %d to %s %s." % (response.status, method, path)
            raise HubError(message or answered, response.status)
        return response

    def _events(self, connection, response):
        # https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
        with closing(connection):
            data = []
            try:
                for line in response:
                    line = line.decode("utf-8").rstrip("\r\n")
                    if line.startswith("data:"):
                        data.append(line[5:].lstrip(" "))
                    elif line == "" and data:
                        yield "\n".join(data)
                        data = []
            except (OSError, http.client.HTTPException) as error:
                raise HubError("Lost the connection to the hub: %s" % (error or type(error).__name__)) from None


def read_chunks(events):
    """
    Yields the chunks of a streamed completion.

    Shape: https://platform.openai.com/docs/api-reference/chat/streaming
    Raises HubError if the stream contains an error, or is incomplete.
    """
    finished = False
    for data in events:
        if data == "[DONE]":
            return
        message = _message_in(data)
        if message is not None:
            raise HubError(message)
        chunk = parse(data)
        finished = finished or any(choice.finish_reason for choice in chunk.get("choices") or [])
        yield chunk
    if not finished:
        raise HubError("The answer of the hub is incomplete.")


def _message_in(text):
    """The message of an error in the form of OpenAI's API; None if the text is not an error."""
    try:
        error = parse(text).get("error")
    except (ValueError, AttributeError):  # not JSON, or not an object
        return None
    if not error:
        return None
    return str(error.get("message", error)) if isinstance(error, Record) else str(error)
