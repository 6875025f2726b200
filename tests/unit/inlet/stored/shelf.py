"""Inlet's API and S3 in memory, with one file that is there: S3 gives out ranges, breaks off, and changes its mind."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from urllib3 import HTTPResponse

from tests.unit.inlet.world import API, Request

ID = "6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11"
S3 = "https://bucket.example"


class Broken(io.BytesIO):
    """A body whose connection breaks after so many bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content[:after])

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        if not block:
            raise ConnectionResetError(104, "Connection reset by peer")
        return block


class Shelf:
    """`before` may answer a request, or raise, instead of the servers; `cuts` are bytes after which answers break."""

    def __init__(self, content: bytes) -> None:
        self.contents = {"original": content}
        self.file: dict[str, Any] = view(content)
        self.requests: list[Request] = []
        self.before: Callable[[Request], HTTPResponse | None] = lambda request: None
        self.cuts: list[int] = []
        self.headers: dict[str, str] = {}
        self.signatures = 0
        self.storage = S3
        self.query = ""

    def clear(self) -> None:
        """As PoolManager has it."""

    def asked(self, pattern: str) -> list[Request]:
        """The requests whose method and path match."""
        return [request for request in self.requests if re.fullmatch(pattern, request.route)]

    @property
    def ranges(self) -> list[str | None]:
        """The ranges that S3 was asked for."""
        return [request.headers.get("Range") for request in self.asked("GET /s3/.*")]

    def request(
        self, method: str, url: str, *, headers: dict[str, str], redirect: bool, body: bytes | None = None, **_: Any
    ) -> HTTPResponse:
        """As PoolManager has it."""
        assert not redirect
        parts = urlsplit(url)
        path = ("/s3" if url.startswith(self.storage) else "") + parts.path + (f"?{parts.query}" if parts.query else "")
        request = Request(method, path, body or b"", headers)
        self.requests.append(request)
        early = self.before(request)
        if early:
            return early
        assert ("Authorization" in headers) is url.startswith(API)
        if url.startswith(self.storage):
            return self._s3(request)
        if request.route == f"GET /files/{ID}":
            return told(200, self.file, etag='"1"')
        if request.route == f"POST /files/{ID}/reprocess":
            return told(202, {"fileId": ID, "attempt": self.file["attempt"] + 1})
        assert parts.path == f"/files/{ID}/content"
        variant = parse_qs(parts.query)["variant"][0]
        if variant not in self.contents:
            return told(404, {"code": "unknown_variant", "title": "The file has no such variant"})
        self.signatures += 1
        return told(
            200, {"url": f"{self.storage}/{variant}/{self.signatures}{self.query}", "expiresAt": "2026-01-02T03:09:05Z"}
        )

    def _s3(self, request: Request) -> HTTPResponse:
        variant = request.path.split("/")[2]
        content = self.contents[variant]
        etag = f'"{hashlib.md5(content).hexdigest()}"'
        if request.headers.get("If-Match", etag) != etag:
            return HTTPResponse(b"<Error/>", status=412)
        start = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(content):
            return HTTPResponse(b"<Error/>", {"content-range": f"bytes */{len(content)}"}, 416)
        rest = content[start:]
        cut = self.cuts.pop(0) if self.cuts else len(rest)
        headers = {"etag": etag, "content-length": str(len(rest))}
        if variant != "original":
            headers["content-disposition"] = "inline; filename=\"a\"; filename*=UTF-8''Men%C3%BC-thumb-200.jpg"
        if start:
            headers["content-range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        body = Broken(rest, cut) if cut < len(rest) else io.BytesIO(rest)
        return HTTPResponse(body, headers, 206 if start else 200, preload_content=False)


def told(status: int, body: Any, **headers: str) -> HTTPResponse:
    """An answer of the API."""
    return HTTPResponse(json.dumps(body).encode(), {"content-type": "application/json"} | headers, status)


def view(content: bytes, **changes: Any) -> dict[str, Any]:
    """The answer of GET /files/{id}."""
    return {
        "fileId": ID,
        "filename": "Menü.png",
        "projectId": "default",
        "owner": "u-1",
        "contentType": "image/png",
        "mediaType": "image/png",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "status": "completed",
        "reasonCode": None,
        "reason": None,
        "readable": True,
        "tags": ["x"],
        "metadata": {"k": "v"},
        "attempt": 1,
        "scan": None,
        "extracted": {"width": 4},
        "variants": ["original", "thumb-200"],
        "createdAt": "2026-01-02T03:04:05.678Z",
        "changedAt": "2026-01-02T03:04:05.678Z",
        "uploadedAt": "2026-01-02T03:04:05.678Z",
        "processedAt": None,
        "aFieldOfLater": True,
    } | changes
