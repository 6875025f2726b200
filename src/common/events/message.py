"""What the collector puts into the queue `events` and the processor takes out of it.

A message is one batch of one tenant. Its events travel as the very bytes that the archive keeps: gzip over JSON lines.
"""

import base64
import gzip
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times

MAX_BYTES = 256 * 1024  # of a message, by SQS
HASH_BYTES = 16
_GZIP_LEVEL = 6
# Of lines, or of what is refused, before compression. What inflates beyond this was not written here.
MAX_RAW_BYTES = 8 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Malformed(Exception):
    """The message is none that the collector wrote; the text says what is wrong and repeats nothing of it."""


@dataclass(frozen=True)
class Accepted:
    """An event as the archive keeps it: a line of JSON without its end, and a hash of what the client said.

    The hash (16 bytes) leaves out what differs between two tries to send one event: times of sending and receiving.
    """

    line: bytes
    hash: bytes


@dataclass(frozen=True)
class Refused:
    """An event that was taken, yet cannot be kept as one. `index` counts within the request, `payload` is JSON text."""

    index: int
    event_id: str | None
    code: str
    errors: tuple[tuple[str, str], ...]
    payload: str


@dataclass(frozen=True)
class Batch:
    """A message. `archived` is gzip over the lines of `events`, each with its end."""

    tenant: str
    batch_id: str
    received_at: datetime
    correlation_id: str
    events: tuple[Accepted, ...]
    refused: tuple[Refused, ...]
    archived: bytes


def compress(lines: list[bytes]) -> bytes:
    """Lines as the archive keeps them. The same lines give the same bytes."""
    return gzip.compress(b"".join(line + b"\n" for line in lines), _GZIP_LEVEL, mtime=0)


def write(batch: Batch) -> str:
    """The message's text. It may be larger than MAX_BYTES: then the batch is to be divided."""
    return json.dumps(
        {
            "version": 1,
            "tenantId": batch.tenant,
            "batchId": batch.batch_id,
            "receivedAt": times.text(batch.received_at),
            "correlationId": batch.correlation_id,
            "hashes": _text(b"".join(one.hash for one in batch.events)),
            "lines": _text(batch.archived),
            "refused": _text(gzip.compress(_raw(batch.refused), _GZIP_LEVEL, mtime=0)) if batch.refused else "",
        },
        separators=(",", ":"),
    )


def is_readable(batch: Batch) -> bool:
    """Whether `read` unpacks what `write` makes of the batch. If not, the batch is to be divided."""
    return max(sum(len(one.line) + 1 for one in batch.events), len(_raw(batch.refused))) <= MAX_RAW_BYTES


def _raw(refused: tuple[Refused, ...]) -> bytes:
    listed = [[one.index, one.event_id, one.code, list(map(list, one.errors)), one.payload] for one in refused]
    return json.dumps(listed).encode()


def read(body: str) -> Batch:
    """The batch that `body` carries. Raises Malformed."""
    try:
        message = json.loads(body)
        if message["version"] != 1:
            raise Malformed("the message is of another version")
        archived = base64.b64decode(message["lines"], validate=True)
        lines = _inflated(archived).split(b"\n")[:-1]
        hashes = base64.b64decode(message["hashes"], validate=True)
        if len(hashes) != HASH_BYTES * len(lines):
            raise Malformed("there are not as many hashes as lines")
        return Batch(
            tenant=_name(message, "tenantId"),
            batch_id=_name(message, "batchId"),
            received_at=times.parse(message["receivedAt"]),
            correlation_id=_text_of(message, "correlationId"),
            events=tuple(
                Accepted(line, hashes[start : start + HASH_BYTES])
                for line, start in zip(lines, range(0, len(hashes), HASH_BYTES), strict=True)
            ),
            refused=_refused(message["refused"]),
            archived=archived,
        )
    except (KeyError, TypeError, ValueError, zlib.error, OSError, EOFError, RecursionError) as wrong:
        raise Malformed("the message has not the form that the collector gives it") from wrong


def _refused(text: str) -> tuple[Refused, ...]:
    if not text:
        return ()
    refused = tuple(_one_refused(*one) for one in json.loads(_inflated(base64.b64decode(text, validate=True))))
    if len({one.index for one in refused}) < len(refused):
        raise Malformed("two refused events have one index")
    return refused


def _one_refused(index: Any, event_id: Any, code: Any, errors: Any, payload: Any) -> Refused:
    if type(index) is not int or index < 0 or not isinstance(event_id, str | None) or not isinstance(errors, list):
        raise TypeError
    texts = [code, payload]
    for pointer, rule in errors:
        texts += [pointer, rule]
    if [*map(type, errors), *map(type, texts)] != [list] * len(errors) + [str] * len(texts):
        raise TypeError
    return Refused(index, event_id, code, tuple((pointer, rule) for pointer, rule in errors), payload)


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    raw = inflater.decompress(data, MAX_RAW_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise Malformed("the lines are longer than any that were taken, or cut off")
    return raw


def _name(message: dict[str, Any], name: str) -> str:
    """A member that becomes a part of keys."""
    value = _text_of(message, name)
    if not _NAME.fullmatch(value):
        raise ValueError
    return value


def _text_of(message: dict[str, Any], name: str) -> str:
    value = message[name]
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
