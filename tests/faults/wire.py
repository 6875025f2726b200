"""HTTP/1.1 as it stands on the wire: heads that keep order and spelling, bodies in the blocks in which they come."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum

BLOCK_BYTES = 1 << 18


class Broken(Exception):
    """The other side stopped in the middle, or does not speak HTTP."""


class Gone(Broken):
    """The other side takes no more."""


class Open(Enum):
    """Bodies whose length is not said beforehand."""

    CHUNKED = "chunked"
    UNTIL_CLOSE = "until close"


Length = int | Open


@dataclass(frozen=True)
class Head:
    """The first line, and the headers as they came: signatures cover their values, and names are told as written."""

    first: str
    headers: tuple[tuple[str, str], ...]

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first.split()[1])

    def get(self, name: str) -> str:
        """A header's value in lower case, empty when it is not there."""
        return next((value.lower() for header, value in self.headers if header.lower() == name), "")

    def replaced(self, **changes: str | None) -> "Head":
        """The same with other headers: `content_length="5"` sets one, None removes it."""
        named = {name.replace("_", "-"): value for name, value in changes.items()}
        kept = [(name, value) for name, value in self.headers if name.lower() not in named]
        return Head(self.first, (*kept, *((name.title(), value) for name, value in named.items() if value is not None)))

    def encode(self) -> bytes:
        """As it goes over the wire, with the empty line that ends it."""
        lines = (self.first, *(f"{name}: {value}" for name, value in self.headers), "", "")
        return "\r\n".join(lines).encode("latin-1")


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next head; None when the other side has closed in peace. Raises Broken."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        if ended.partial:
            raise Broken("closed within a head") from ended
        return None
    except (asyncio.LimitOverrunError, OSError) as failure:
        raise Broken(str(failure)) from failure
    first, *lines = raw.decode("latin-1").split("\r\n")[:-2]
    pairs = (line.partition(":") for line in lines)
    return Head(first, tuple((name, value.strip()) for name, _, value in pairs))


def request_length(head: Head) -> Length:
    """How long the body of a request is."""
    return Open.CHUNKED if "chunked" in head.get("transfer-encoding") else int(head.get("content-length") or 0)


def answer_length(head: Head, method: str) -> Length:
    """How long the body of an answer to `method` is."""
    if method == "HEAD" or head.status in (204, 304):
        return 0
    if "chunked" in head.get("transfer-encoding"):
        return Open.CHUNKED
    length = head.get("content-length")
    return int(length) if length else Open.UNTIL_CLOSE


async def body(reader: asyncio.StreamReader, length: Length) -> AsyncIterator[bytes]:
    """A body's bytes as they are on the wire, chunk lines included. Raises Broken when it ends too early."""
    try:
        if length is Open.CHUNKED:
            async for block in _chunks(reader):
                yield block
        elif length is Open.UNTIL_CLOSE:
            while block := await reader.read(BLOCK_BYTES):
                yield block
        else:
            async for block in _exactly(reader, length):
                yield block
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError) as failure:
        raise Broken("closed within a body") from failure


async def _exactly(reader: asyncio.StreamReader, count: int) -> AsyncIterator[bytes]:
    while count:
        block = await reader.read(min(count, BLOCK_BYTES))
        if not block:
            raise asyncio.IncompleteReadError(b"", count)
        count -= len(block)
        yield block


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while True:
        line = await reader.readuntil(b"\r\n")
        yield line
        size = int(line.split(b";")[0], 16)
        if size == 0:
            break
        async for block in _exactly(reader, size + 2):
            yield block
    while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
        yield line
    yield line


async def only(blocks: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes]:
    """The first `count` bytes of `blocks`."""
    while count > 0 and (block := await anext(blocks, b"")):
        yield block[:count]
        count -= len(block)


async def send(writer: asyncio.StreamWriter, *blocks: bytes) -> None:
    """Writes `blocks`, and waits until the other side has taken most of it. Raises Gone."""
    try:
        writer.writelines(blocks)
        await writer.drain()
    except OSError as failure:
        raise Gone("the other side takes no more") from failure
