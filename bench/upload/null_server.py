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
from typing import Any
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
    part_size = 0

    def do_GET(self) -> None:
        """The bytes taken since the last time."""
        self._answer(str(Handler.taken).encode())
        Handler.taken = 0

    def do_PUT(self) -> None:
        """A part: read, counted, forgotten."""
        left, block = int(self.headers["Content-Length"]), memoryview(bytearray(MIB))
        while left:
            read = self.rfile.readinto(block[: min(left, MIB)])
            if not read:
                self.close_connection = True
                return
            left -= read
            Handler.taken += read
        self._answer(b"", {"ETag": '"d41d8cd98f00b204e9800998ecf8427e"'})

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
            "requestedAt": FAR_AWAY,
            **dict.fromkeys(("reasonCode", "reason", "uploadedAt", "processedAt")),
        }

    def _parts(self, numbers: Any) -> dict[str, Any]:
        origin = f"http://{self.headers['Host']}"
        parts = [{"partNumber": number, "url": f"{origin}/part?{number}", "headers": {}} for number in numbers]
        return {"parts": parts, "expiresAt": FAR_AWAY}

    def _answer(self, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Says nothing."""


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
