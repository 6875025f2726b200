"""One request through the proxy, with the fault that was planned for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from tests.faults import wire
from tests.faults.answers import refusal
from tests.faults.fault import Fault, Kind
from tests.faults.log import Entry
from tests.faults.wire import Head

_NONE = Fault(Kind.DELAY)  # of no seconds


class Peer(NamedTuple):
    """One side of the proxy."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Exchange:
    """A request of `client`, whose head was read, on its way to what `connect` connects to. `entry` is filled in."""

    def __init__(self, entry: Entry, head: Head, client: Peer, connect: Callable[[], Awaitable[Peer]]) -> None:
        self._entry = entry
        self._call = entry.call
        self._fault = entry.fault or _NONE
        self._head = head
        self._length = wire.request_length(head)
        self._client = client
        self._connect = connect
        self._body = wire.body(client.reader, self._length)

    async def run(self) -> bool:
        """Whether the client may send another request on the same connection. Raises wire.Broken when a side breaks."""
        kind = self._possible()
        self._entry.did = kind if self._entry.fault else None
        if kind is Kind.DROP:
            return self._abort()
        if self._head.get("expect") == "100-continue":  # asked of us; the other side is sent the body without asking
            await wire.send(self._client.writer, b"HTTP/1.1 100 Continue\r\n\r\n")
        if kind is Kind.DELAY:
            await asyncio.sleep(self._fault.seconds)
        if kind is Kind.REFUSE:
            await _drain(self._body)
            return await self._refuse()
        upstream = await self._connect()
        try:
            return await (self._cut_request(upstream) if kind is Kind.CUT_REQUEST else self._pass_on(upstream, kind))
        finally:
            upstream.writer.close()

    def _possible(self) -> Kind:
        """The planned kind, or what is nearest to it for a request without a body, or of unknown length."""
        kind, known = self._fault.kind, isinstance(self._length, int)
        if kind in (Kind.CUT_REQUEST, Kind.SHORTEN_REQUEST):
            return Kind.DROP if self._length == 0 else kind if known else Kind.CUT_REQUEST
        return kind

    def _share(self, length: wire.Length) -> int:
        """How many bytes of a body get through; none where its length is not known."""
        return int(length * self._fault.share) if isinstance(length, int) else 0

    async def _cut_request(self, upstream: Peer) -> bool:
        await wire.send(upstream.writer, self._onward().encode())
        await self._send_body(upstream, wire.only(self._body, self._share(self._length)))
        return self._abort()

    def _onward(self, **changes: str | None) -> Head:
        """The head as it goes on: nothing that is signed is touched."""
        return self._head.replaced(**{"connection": "close", "expect": None, "proxy_connection": None} | changes)

    async def _pass_on(self, upstream: Peer, kind: Kind) -> bool:
        if kind is Kind.SHORTEN_REQUEST:
            share = self._share(self._length)
            head, body = self._onward(content_length=str(share)), wire.only(self._body, share)
        else:
            head, body = self._onward(), self._body
        answered = asyncio.create_task(wire.read_head(upstream.reader))  # it may come before the body has gone
        try:
            await wire.send(upstream.writer, head.encode())
            await self._send_body(upstream, body)
            await _drain(self._body)
            answer = await answered
        finally:
            answered.cancel()
            with suppress(wire.Broken, asyncio.CancelledError):
                await answered
        if answer is None:
            raise wire.Broken("closed without an answer")
        self._entry.status = answer.status
        return await self._tell(answer, upstream, kind)

    async def _send_body(self, upstream: Peer, body: AsyncIterator[bytes]) -> None:
        self._entry.sent = 0
        async for block in body:
            try:
                await wire.send(upstream.writer, block)
            except wire.Gone:  # its answer may say why
                return
            self._entry.sent += len(block)

    async def _tell(self, answer: Head, upstream: Peer, kind: Kind) -> bool:
        length = wire.answer_length(answer, self._call.method)
        body = wire.body(upstream.reader, length)
        if kind in (Kind.CUT_ANSWER, Kind.SHORTEN_ANSWER):
            known = isinstance(length, int)
            kind = Kind.LOSE_ANSWER if length == 0 else kind if known else Kind.CUT_ANSWER
            self._entry.did = kind
        if kind in (Kind.LOSE_ANSWER, Kind.REFUSE_AFTER):
            await _drain(body)
            return self._abort() if kind is Kind.LOSE_ANSWER else await self._refuse()
        keep = length is not wire.Open.UNTIL_CLOSE and self._head.get("connection") != "close"
        head = answer.replaced(connection="keep-alive" if keep else "close", keep_alive=None)
        if kind is Kind.SHORTEN_ANSWER:
            head = head.replaced(content_length=str(self._share(length)))
        if kind in (Kind.CUT_ANSWER, Kind.SHORTEN_ANSWER):
            body = wire.only(body, self._share(length))
        self._entry.told = answer.status
        await wire.send(self._client.writer, head.encode())
        async for block in body:
            await wire.send(self._client.writer, block)
        return keep and kind is not Kind.CUT_ANSWER

    async def _refuse(self) -> bool:
        status, headers, body = refusal(self._call, self._fault.error)
        self._entry.told = status
        given = headers | {"Content-Length": str(len(body)), "Connection": "keep-alive"}
        head = Head(f"HTTP/1.1 {status} Fault", tuple(given.items()))
        await wire.send(self._client.writer, head.encode(), body)
        return True

    def _abort(self) -> bool:
        self._client.writer.transport.abort()
        return False


async def _drain(body: AsyncIterator[bytes]) -> None:
    async for _ in body:
        pass
