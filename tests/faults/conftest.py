"""A small real server, which remembers what reached it, behind a proxy."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import urllib3

from tests.faults.proxy import Proxy

ANSWER = b"0123456789"


class Upstream(ThreadingHTTPServer):
    """Answers every whole request with ten digits; `got` are those requests: method, path, headers, body."""

    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []

    def handle_error(self, *_: Any) -> None:
        """Connections that end in the middle are what it is for."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def _serve(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            whole, body = True, self._chunks()
        else:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            whole = len(body) == length
        if not whole:
            return
        self.server.got.append((self.command, self.path, dict(self.headers), body))
        chunked = self.path.startswith("/chunked")
        self.send_response(204 if self.path == "/nothing" else 200)
        self.send_header("Transfer-Encoding", "chunked") if chunked else None
        if self.path == "/until-close":
            self.send_header("Connection", "close")
        elif not chunked and self.path != "/nothing":
            self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        if self.command != "HEAD" and self.path != "/nothing":
            self.wfile.write(b"a\r\n%s\r\n0\r\n\r\n" % ANSWER if chunked else ANSWER)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - names that http.server looks for

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(upstream: Upstream) -> Iterator[Proxy]:
    with Proxy(upstream.url) as proxy:
        yield proxy


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    """A client that tries nothing again."""
    with urllib3.PoolManager(retries=False, timeout=20) as pool:
        yield pool
