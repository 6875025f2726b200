"""A proxy that mistreats requests as planned: it stands before the embedded AWS, or is named as an HTTP proxy.

It runs in a thread of its own. Requests in origin form go to `upstream`, those in absolute form (what clients send to
an HTTP proxy) to whom they name; host, path and all that is signed stay as they are.
"""

import asyncio
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from tests.faults import wire
from tests.faults.calls import call
from tests.faults.exchange import Exchange, Peer
from tests.faults.log import Entry, Log
from tests.faults.plan import Plan, Rule
from tests.faults.wire import Head

HOST = "127.0.0.1"


class Proxy:
    """A running proxy before `upstream` (`http://host:port`), as a context. `port` 0 takes any that is free.

    `said` is called, in the proxy's thread, with each request that has ended.
    """

    def __init__(
        self, upstream: str, plan: Plan | None = None, *, port: int = 0, said: Callable[[Entry], None] | None = None
    ) -> None:
        self.plan = plan or Plan()
        self.port = port
        self.log = Log()
        self._upstream = upstream
        self._said = said
        self._numbers = itertools.count(1)
        self._serving: set[asyncio.Task[None] | None] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @contextmanager
    def following(self, *rules: Rule) -> Iterator[Plan]:
        """Follows a fresh plan of `rules`, and the one before again afterwards."""
        before, self.plan = self.plan, Plan(*rules)
        try:
            yield self.plan
        finally:
            self.plan = before

    def __enter__(self) -> Self:
        listening = socket.create_server((HOST, self.port))
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault proxy")
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(listening), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self, listening: socket.socket) -> asyncio.Server:
        return await asyncio.start_server(self._serve, sock=listening, limit=2 * wire.BLOCK_BYTES)

    async def _close(self) -> None:
        self._server.close()
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client, with one request after the other."""
        task = asyncio.current_task()
        self._serving.add(task)  # else nobody holds it, and it may be collected while it waits
        try:
            while (head := await wire.read_head(reader)) and await self._exchange(head, Peer(reader, writer)):
                pass
        except (wire.Broken, asyncio.CancelledError):
            pass  # a broken exchange stands in the log; a client may leave when it likes
        finally:
            self._serving.discard(task)
            writer.close()

    async def _exchange(self, head: Head, client: Peer) -> bool:
        place, onward = _where(head, self._upstream)
        method, target, _ = onward.first.split(" ")
        asked = call(method, target, {name.lower(): value for name, value in head.headers})
        entry = Entry(next(self._numbers), asked, self.plan.decide(asked))
        self.log.add(entry)  # before anything can come of it, so that whoever has an answer finds it there
        try:
            return await Exchange(entry, onward, client, partial(_connect, *place)).run()
        except wire.Broken as broken:
            entry.trouble = str(broken)
            raise
        finally:
            if self._said:
                self._said(entry)


def _where(head: Head, upstream: str) -> tuple[tuple[str, int], Head]:
    """Where a request is to go, and its head with a target in origin form. Raises wire.Broken when it is none."""
    try:
        method, target, version = head.first.split(" ")
        wire.request_length(head)
        parts = urlsplit(upstream if target.startswith("/") else target)
        if not parts.hostname:
            raise ValueError("no address")
    except ValueError as nonsense:
        raise wire.Broken("not a request") from nonsense
    if not target.startswith("/"):
        target = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
    return (parts.hostname, parts.port or 80), Head(f"{method} {target} {version}", head.headers)


async def _connect(host: str, port: int) -> Peer:
    try:
        return Peer(*await asyncio.open_connection(host, port, limit=2 * wire.BLOCK_BYTES))
    except OSError as failure:
        raise wire.Broken("nobody answers there") from failure
