"""A server that takes every byte and keeps none, as a process of its own: what is left is the client's own cost.

It answers as Inlet's API and as S3 do to the calls of a multipart upload. `GET /taken` tells how many bytes the parts
had since it was last asked.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from bench.upload.source import MIB
from local.home import ROOT

FAR_AWAY = "2999-01-01T00:00:00Z"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536  # an answer leaves in one piece
    taken = 0
    counting = Lock()
    part_size = 0
    notes: ClassVar[dict[str, tuple[bytes, dict[str, str]]]] = {}  # what the tus server writes down of each upload
    sizes: ClassVar[dict[str, list[int]]] = {}  # of the parts that each upload has

    def do_GET(self) -> None:
        """The bytes taken since the last time; a note; the parts of an upload."""
        path = urlsplit(self.path).path
        if path == "/taken":
            with Handler.counting:
                taken, Handler.taken = Handler.taken, 0
            self._answer(str(taken).encode())
        elif path in self.notes:
            self._answer(*self.notes[path])
        elif "uploadId=" in self.path:
            self._answer(_listed(self.sizes.get(path, [])))
        else:
            self._answer(b"<Error><Code>NoSuchKey</Code></Error>", status=404)

    def do_HEAD(self) -> None:
        """Whether a part was left half-way: none is."""
        self.send_error(404)

    def do_DELETE(self) -> None:
        """The note, which is not needed any more."""
        self._answer(b"")

    def do_PUT(self) -> None:
        """A part: read, counted, forgotten. Or a note."""
        path = urlsplit(self.path).path
        if path.endswith(".info"):
            metadata = {name: text for name, text in self.headers.items() if name.startswith("x-amz-meta-")}
            self.notes[path] = self.rfile.read(int(self.headers["Content-Length"])), metadata
        else:
            chunked = self.headers.get("Transfer-Encoding") == "chunked"
            taken = self._chunks() if chunked else self._skip(int(self.headers["Content-Length"]))
            # Less the frames that the AWS SDK puts around its bytes.
            taken = int(self.headers.get("x-amz-decoded-content-length", taken))
            with Handler.counting:
                Handler.taken += taken
                Handler.sizes.setdefault(path, []).append(taken)
        self._answer(b"", {"ETag": '"d41d8cd98f00b204e9800998ecf8427e"'})

    def _skip(self, length: int) -> int:
        """Reads so many bytes, if they come; how many came."""
        left, block = length, memoryview(bytearray(min(length, MIB)))
        while left and (read := self.rfile.readinto(block[: min(left, MIB)])):
            left -= read
        return length - left

    def _chunks(self) -> int:
        taken = 0
        while size := int(self.rfile.readline(), 16):
            taken += self._skip(size)
            self.rfile.readline()
        self.rfile.readline()
        return taken

    def do_POST(self) -> None:
        """What begins and completes an upload."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        if url.path == "/uploads" or url.path.startswith("/uploads/"):
            self._answer(json.dumps(self._api(url.path, json.loads(body or b"{}"))).encode())
        else:
            self._answer(_s3(begins="uploads" in parse_qs(url.query, keep_blank_values=True)))

    def handle_expect_100(self) -> bool:
        """Who asks whether to go on is told at once."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def _api(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "/uploads":
            file = asked["files"][0]
            count = -(-file["size"] // self.part_size)
            plan = {"method": "MULTIPART", "partSize": self.part_size, "partCount": count}
            upload = {"fileId": file["fileId"], "filename": file["filename"], "status": "pending", **plan}
            return {"uploads": [upload | self._parts(range(1, count + 1))]}
        if path.endswith("/parts"):
            return self._parts(asked.get("partNumbers", ())) | {"uploaded": []}
        return {
            "fileId": path.split("/")[2],
            "filename": "source.zip",
            "projectId": "default",
            "contentType": "application/zip",
            "size": Handler.taken,
            "status": "pending",
            "progress": 0,
            "steps": [],
            "requestedAt": FAR_AWAY,
            **dict.fromkeys(("reasonCode", "reason", "uploadedAt", "processedAt")),
        }

    def _parts(self, numbers: Any) -> dict[str, Any]:
        origin = f"http://{self.headers['Host']}"
        parts = [{"partNumber": number, "url": f"{origin}/part?{number}", "headers": {}} for number in numbers]
        return {"parts": parts, "expiresAt": FAR_AWAY}

    def _answer(self, body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Says nothing."""


def _listed(sizes: list[int]) -> bytes:
    parts = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>1</ETag><Size>{size}</Size></Part>"
        for number, size in enumerate(sizes, 1)
    )
    return f"<ListPartsResult>{parts}</ListPartsResult>".encode()


def _s3(begins: bool) -> bytes:
    if begins:
        return b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
    return b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"


@contextmanager
def serving(part_size: int) -> Iterator[str]:
    """Its URL while it runs."""
    command = [sys.executable, "-m", __name__, str(part_size)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline()) if process.stdout else 0}"
        finally:
            process.terminate()


def main() -> None:
    """Serves until it is ended."""
    Handler.part_size = int(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
