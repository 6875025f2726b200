"""A server for one answer, on the loopback interface only."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Self

from inlet.errors import NotSignedIn
from inlet.signin import loopback
from inlet.signin.callback import PORTS, Answer, Code, Denied, Stray, address, read

_POLL_SECONDS = 0.1


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
            with suppress(OSError):
                return loopback.servers(port, self._read, self._answers.put), port
        listed = ", ".join(map(str, ports))
        raise NotSignedIn(f"the ports for the browser's answer are all taken: {listed}")
