"""A slice: what one batch brought of one hour. Its row tells which events these are, and what they add to totals."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from common.events import keys

MAX_ENTRIES = 500
# What a row holds, before it is deflated: DynamoDB takes 400 KB. Ids and types of the longest kind end a slice first.
MAX_BYTES = 300_000


@dataclass(frozen=True)
class Entry:
    """An event of a slice: when it happened (RFC 3339, as in the line), its type and its id."""

    timestamp: str
    event_type: str
    event_id: str


@dataclass(frozen=True)
class Sums:
    """What a slice adds for one type of event. `users` are hashes (16 hex digits) of who did it, each once."""

    count: int
    users: tuple[str, ...] = ()
    pages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Slice:
    """Entries newest first, and what they add, by type."""

    entries: tuple[Entry, ...]
    sums: dict[str, Sums]


def row(tenant: str, hour: str, batch_id: str, part: int, slice_: Slice, *, expires_at: int) -> dict[str, Any]:
    """The row of a slice as it is written: with its place in the index, for the totals lack it. Times in seconds."""
    return {
        **key(tenant, hour, batch_id, part, slice_.entries[0].timestamp),
        "gk": {"S": keys.unfolded(tenant)},
        "gs": {"S": f"{tenant}#{hour}#{batch_id}#{part}"},
        "batchId": {"S": batch_id},
        "count": {"N": str(len(slice_.entries))},
        "entries": {"B": pack_entries(slice_.entries)},
        "sums": {"B": pack_sums(slice_.sums)},
        "ttl": {"N": str(expires_at)},
    }


def key(tenant: str, hour: str, batch_id: str, part: int, newest: str) -> dict[str, Any]:
    """The key of a slice whose newest event is of the time `newest`."""
    return {
        "pk": {"S": keys.slices(tenant, hour, keys.slice_shard(batch_id))},
        "sk": {"S": f"{newest}#{batch_id}#{part}"},
    }


def pack_entries(entries: tuple[Entry, ...]) -> bytes:
    """Entries as a row holds them."""
    return _packed([[one.timestamp, one.event_type, one.event_id] for one in entries])


def unpack_entries(data: bytes) -> tuple[Entry, ...]:
    """The entries that `pack_entries` was given."""
    return tuple(Entry(*one) for one in json.loads(zlib.decompress(data)))


def pack_sums(sums: dict[str, Sums]) -> bytes:
    """Sums as a row holds them."""
    return _packed({kind: [one.count, list(one.users), one.pages] for kind, one in sums.items()})


def unpack_sums(data: bytes) -> dict[str, Sums]:
    """The sums that `pack_sums` was given."""
    return {
        kind: Sums(count, tuple(users), pages)
        for kind, (count, users, pages) in json.loads(zlib.decompress(data)).items()
    }


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)
