"""Small servers on the loopback interface, which show a page to whoever asks and report what was asked."""

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any

from inlet.signin.callback import Answer, page

Read = Callable[[str, str], Answer]
Report = Callable[[Answer], None]

_REQUEST_SECONDS = 10  # for a browser to send its request once it has connected
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


def servers(port: int, read: Read, report: Report) -> list[ThreadingTCPServer]:
    """Servers of `port` on each loopback address, not yet serving. Raises OSError when one of them is taken.

    `read` is asked what a request (target, host) means; `report` is told once its sender has been shown a page.
    """
    made: list[ThreadingTCPServer] = []
    try:
        for family, host in _places():
            made.append(_server(family, (host, port), read, report))
    except OSError:
        for server in made:
            server.server_close()
        raise
    return made


def _places() -> list[tuple[socket.AddressFamily, str]]:
    """Both, where there are both: `localhost` may mean either, and the other must not be somebody else's."""
    found = [(socket.AF_INET, "127.0.0.1")]
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        found.append((socket.AF_INET6, "::1"))
    return found


def _server(family: socket.AddressFamily, place: tuple[str, int], read: Read, report: Report) -> ThreadingTCPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = _REQUEST_SECONDS
        server_version, sys_version = "inlet", ""

        def do_GET(self) -> None:
            answer = read(self.path, self.headers.get("Host", ""))
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

    return Server(place, Handler)
