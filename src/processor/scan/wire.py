"""clamd's protocol on its socket: PING, and INSTREAM, by which it is sent what it is to scan. See clamd(8)."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

_PING_SECONDS = 1
_ANSWER_BYTES = 4_096


class Lost(Exception):
    """There is no engine on the socket, or it went away, or it said nothing for too long."""


def ping(path: Path) -> bool:
    """Whether an engine answers on the socket."""
    try:
        with _connected(path, _PING_SECONDS) as engine:
            engine.sendall(b"zPING\0")
            return _answer(engine) == "PONG"
    except OSError:
        return False


def scan(path: Path, blocks: Iterable[bytes], *, seconds: Callable[[], float]) -> str:
    """What the engine says of all bytes, which are sent on as they come: "stream: OK", "stream: … FOUND".

    `seconds` tells how long it may be silent from now on: asked before the first byte and after the last. Raises Lost,
    and what `blocks` raises.
    """
    try:
        engine = _connected(path, seconds())
    except OSError as failure:
        raise Lost from failure
    with engine:
        _send(engine, blocks)
        try:
            engine.settimeout(seconds())
            answer = _answer(engine)
        except OSError as failure:
            raise Lost from failure
    if not answer:
        raise Lost
    return answer


def _send(engine: socket.socket, blocks: Iterable[bytes]) -> None:
    if not _sent(engine, b"zINSTREAM\0"):
        return
    for block in blocks:
        # What exceeds its limits it does not take to the end: it has answered then.
        if block and not _sent(engine, len(block).to_bytes(4, "big") + block):
            return
    _sent(engine, bytes(4))


def _sent(engine: socket.socket, data: bytes) -> bool:
    try:
        engine.sendall(data)
    except OSError:
        return False
    return True


def _connected(path: Path, seconds: float) -> socket.socket:
    engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        engine.settimeout(seconds)
        engine.connect(str(path))
    except OSError:
        engine.close()
        raise
    return engine


def _answer(engine: socket.socket) -> str:
    """Up to the zero byte that ends it, or the end of the connection."""
    answer = b""
    while len(answer) < _ANSWER_BYTES and (more := engine.recv(_ANSWER_BYTES)):
        answer += more
        if more.endswith(b"\0"):
            break
    return answer.rstrip(b"\0\n").decode(errors="replace")
