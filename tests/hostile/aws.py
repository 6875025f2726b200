"""As much of S3 and DynamoDB as a task asks for, over HTTP: from another process, so that it costs the task nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ETAG = '"0123456789abcdef0123456789abcdef"'
VERSION = "version-1"
_BLOCK_BYTES = 1 << 20


@dataclass
class Account:
    """What there is: the objects by `/bucket/key`, one row of the catalogue; and what was done."""

    objects: dict[str, Path]
    content_type: str
    row: dict[str, Any]
    tags: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)


class Calls(BaseHTTPRequestHandler):
    """One call after the other; `server.account` is what they are about."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    @property
    def account(self) -> Account:
        return self.server.account  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        asked = json.loads(self._body())
        if self.headers["X-Amz-Target"].endswith("GetItem"):
            self._answer({"Item": self.account.row})
        else:
            self.account.updates.append(asked)
            self._answer({})

    def do_PUT(self) -> None:
        body = self._body()
        if "tagging" in parse_qs(urlsplit(self.path).query, keep_blank_values=True):
            self.account.tags.append(body.decode().split("<Value>")[1].split("</Value>")[0])
        self._answer(b"", ETag=ETAG)

    def do_HEAD(self) -> None:
        file = self._object()
        if file:
            self._headers(200, file.stat().st_size)

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if "tagging" in parse_qs(asked.query, keep_blank_values=True):
            self._answer(b"<Tagging><TagSet></TagSet></Tagging>")
            return
        file = self._object()
        if file:
            self._give(file)

    def _give(self, file: Path) -> None:
        size = file.stat().st_size
        first, last, wanted = 0, size - 1, self.headers["Range"]
        if wanted:
            start, end = wanted.removeprefix("bytes=").split("-")
            first, last = int(start), int(end or last)
            self._headers(206, last - first + 1, **{"Content-Range": f"bytes {first}-{last}/{size}"})
        else:
            self._headers(200, size)
        left = last - first + 1
        with file.open("rb") as content:
            content.seek(first)
            try:
                while left and (block := content.read(min(_BLOCK_BYTES, left))):
                    self.wfile.write(block)
                    left -= len(block)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # who asked has read enough

    def _object(self) -> Path | None:
        file = self.account.objects.get(urlsplit(self.path).path)
        if file is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
        return file

    def _headers(self, status: int, length: int, **more: str) -> None:
        self.send_response(status)
        told = {
            "ETag": ETAG,
            "x-amz-version-id": VERSION,
            "Content-Type": self.account.content_type,
            "Last-Modified": "Sat, 21 Nov 2026 13:05:00 GMT",
            "Content-Length": str(length),
        }
        for name, value in (told | more).items():
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, body: bytes | dict[str, Any], **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(200)
        for name, value in ({"Content-Length": str(len(raw))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"] or 0))


@contextmanager
def serving(account: Account) -> Iterator[str]:
    """The URL at which the account answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Calls) as server:
        server.daemon_threads = True
        server.account = account  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
