"""A slice: what one batch brought of one hour. Its row tells which events these are, and what they add to totals."""

import json
import zlib
from dataclasses import dataclass, field

# A row holds 400 KB. Ids are 128 characters at most, so this many fit whatever they are.
MAX_ENTRIES = 500


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
