"""HTTP with nothing between file and socket: a request whose body the kernel copies. The limit of any client here."""

import http.client
import os
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit


class Refused(Exception):
    """The server has not taken a request."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    headers: http.client.HTTPMessage
    body: bytes


class Connection:
    """One connection to `origin` (scheme and host), kept open. It belongs to one thread."""

    def __init__(self, origin: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(origin).netloc)

    def ask(self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """A request with a small body. Raises Refused unless it is taken."""
        self._http.request(method, _target(url), body, {"Content-Length": str(len(body)), **(headers or {})})
        return self._answer()

    def send_file(
        self, method: str, url: str, file: BinaryIO, start: int, length: int, headers: dict[str, str] | None = None
    ) -> Answer:
        """A request with `length` bytes of the file from `start`, by sendfile(2). Raises Refused unless it is taken."""
        self._http.putrequest(method, _target(url), skip_accept_encoding=True)
        for name, value in {"Content-Length": str(length), **(headers or {})}.items():
            self._http.putheader(name, value)
        self._http.endheaders()
        position, end = start, start + length
        while position < end:
            position += os.sendfile(self._http.sock.fileno(), file.fileno(), position, end - position)
        return self._answer()

    def close(self) -> None:
        """Ends the connection."""
        self._http.close()

    def _answer(self) -> Answer:
        response = self._http.getresponse()
        body = response.read()
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise Refused(f"{response.status} {body[:300].decode(errors='replace')}")
        return Answer(response.headers, body)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
