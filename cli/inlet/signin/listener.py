"""A server for one answer, on the loopback interface only."""

import queue
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Any, Self

from inlet.errors import NotSignedIn
from inlet.signin.callback import PORTS, Answer, Code, Denied, Stray, address, page, read

_REQUEST_SECONDS = 10  # for a browser to send its request once it has connected
_POLL_SECONDS = 0.1
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Listener:
    """Listens on the first of `ports` that is free, from `with` to its end; `redirect_uri` is where it is reached.

    Raises NotSignedIn when none is free.
    """

    def __init__(self, ports: Sequence[int] = PORTS) -> None:
        self._answers: queue.Queue[Answer] = queue.Queue()
        self._state = ""
        self._servers, port = self._first_free(ports)
        self.redirect_uri = address(port)
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def expect(self, state: str) -> None:
        """From now on an answer with this state is taken."""
        self._state = state

    def wait(self, seconds: float, on_stray: Callable[[str], None]) -> str:
        """The code that the browser brings. `on_stray` is told why something else was passed over.

        Raises NotSignedIn when the sign-in was denied, or nothing came in so many seconds.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                answer = self._answers.get(timeout=left)
            except queue.Empty:
                break
            match answer:
                case Code(code):
                    return code
                case Denied(reason):
                    raise NotSignedIn(f"the sign-in said no: {reason}")
                case Stray(400, reason):
                    on_stray(reason)
        raise NotSignedIn(f"nobody signed in within {seconds:g} seconds")

    def _read(self, target: str, host: str) -> Answer:
        return read(target, host, self._state) if self._state else Stray(404, "no sign-in has begun")

    def _first_free(self, ports: Sequence[int]) -> tuple[list[ThreadingTCPServer], int]:
        for port in ports:
            servers: list[ThreadingTCPServer] = []
            try:
                for family, host in _loopback():
                    servers.append(_server(family, host, port, self._read, self._answers.put))
            except OSError:
                for server in servers:
                    server.server_close()
                continue
            return servers, port
        listed = ", ".join(map(str, ports))
        raise NotSignedIn(f"the ports for the browser's answer are all taken: {listed}")


def _loopback() -> list[tuple[socket.AddressFamily, str]]:
    """Both, where there are both: `localhost` may mean either, and the other must not be somebody else's."""
    found = [(socket.AF_INET, "127.0.0.1")]
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        found.append((socket.AF_INET6, "::1"))
    return found


def _server(
    family: socket.AddressFamily,
    host: str,
    port: int,
    read_request: Callable[[str, str], Answer],
    report: Callable[[Answer], None],
) -> ThreadingTCPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = _REQUEST_SECONDS
        server_version, sys_version = "inlet", ""

        def do_GET(self) -> None:
            answer = read_request(self.path, self.headers.get("Host", ""))
            try:
                self._show(*page(answer))
            finally:
                report(answer)  # last, since the process may end then; also to a browser that has hung up

        def _show(self, status: int, html: str) -> None:
            body = html.encode()
            self.send_response(status)
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: the address holds the code."""

    class Server(ThreadingTCPServer):  # HTTPServer would ask the name service who it is, which may take long
        address_family = family
        allow_reuse_address = sys.platform != "win32"  # after an earlier sign-in; on Windows it would share the port
        daemon_threads = True  # browsers connect on suspicion and then say nothing

        def handle_error(self, *_: Any) -> None:
            """Nothing: a browser that hangs up harms nobody."""

    return Server((host, port), Handler)
