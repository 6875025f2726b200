"""A batch's own events cut into slices: by the hour in which they happened. No AWS here.

Messages may wait in the queue while a new version is deployed. Should the cut have to change, give messages another
version: a batch that was half counted under one cut and redelivered under another would count twice.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.events.slices import MAX_BYTES, MAX_ENTRIES, Entry, Slice, Sums
from processor.events.lines import Event

# What JSON adds around the texts of an entry and its sums.
_AROUND_BYTES = 60


@dataclass(frozen=True)
class Piece:
    """One slice of an hour (`2026-11-21T13`). `part` numbers the slices that a batch has of the hour, from 0."""

    hour: str
    part: int
    slice: Slice


def cut(tenant: str, events: Iterable[Event]) -> list[Piece]:
    """The slices of `events`, by hour and part. The same events give the same slices, in whatever order they come."""
    hours: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        hours[event.timestamp[:13]].append(event)
    return [
        Piece(hour, part, _slice(tenant, some))
        for hour, all_ in sorted(hours.items())
        for part, some in enumerate(_parts(sorted(all_, key=_newest_first, reverse=True)))
    ]


def _newest_first(event: Event) -> tuple[str, str]:
    return event.timestamp, event.event_id


def _parts(events: list[Event]) -> Iterator[list[Event]]:
    """Shares that fit into a row each."""
    part: list[Event] = []
    size = 0
    for event in events:
        more = _size(event)
        if part and (len(part) == MAX_ENTRIES or size + more > MAX_BYTES):
            yield part
            part, size = [], 0
        part.append(event)
        size += more
    if part:
        yield part


def _size(event: Event) -> int:
    """The most that an event adds to a row, before it is deflated: JSON takes two bytes for quotes and backslashes."""
    texts = (event.event_id, event.event_type, event.event_type, event.page or "")
    return _AROUND_BYTES + sum(2 * len(text.encode()) for text in texts)


def _slice(tenant: str, events: list[Event]) -> Slice:
    counts = Counter(event.event_type for event in events)
    users: dict[str, set[str]] = defaultdict(set)
    pages: dict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        if event.user is not None:
            users[event.event_type].add(_hashed(tenant, event.user))
        if event.page is not None:
            pages[event.event_type][event.page] += 1
    return Slice(
        tuple(Entry(event.timestamp, event.event_type, event.event_id) for event in events),
        {
            kind: Sums(count, tuple(sorted(users[kind])), dict(sorted(pages[kind].items())))
            for kind, count in sorted(counts.items())
        },
    )


def _hashed(tenant: str, user: str) -> str:
    return hashlib.sha256(f"{tenant}|{user}".encode()).hexdigest()[:16]
