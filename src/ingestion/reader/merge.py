"""Slices of an hour, of several shares, merged into one list of events, newest first. Pure: reading is handed in.

A slice stands where its newest event belongs, but may hold much older ones. So an event is told as soon as no slice
that is still unread can hold a newer one.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from common.events.slices import Entry
from ingestion.reader.wanted import Position

# Follows whatever an instant is made of: behind the last event of an instant, an hour, or all of them.
AFTER = "~"

Slice = tuple[str, tuple[Entry, ...]]  # sort key, which begins with the newest timestamp; entries


@dataclass
class Share:
    """A share of the slices of an hour. `read` answers some of them, newest first, and where to go on, if anywhere."""

    read: Callable[[Any], tuple[Iterable[Slice], Any]]
    slices: deque[Slice] = field(default_factory=deque)
    start: Any = None
    bound: str | None = AFTER  # no slice that is still to be taken has a newer event; None: all are taken

    def waits(self) -> bool:
        """Whether the next slice has to be read first."""
        return self.bound is not None and not self.slices

    def take(self) -> Slice | None:
        """The next slice. None says only that nothing was found this time: `bound` tells whether that is all."""
        if self.waits():
            found, self.start = self.read(self.start)
            self.slices.extend(found)
        taken = self.slices.popleft() if self.slices else None
        if self.slices:
            self.bound = _newest(self.slices[0][0])
        elif self.start is None:
            self.bound = None
        elif taken:
            self.bound = _newest(taken[0])
        return taken


def newest(
    shares: list[Share], position: Position, wanted: Callable[[Entry], bool], limit: int, may_read: Callable[[], bool]
) -> tuple[list[tuple[str, str]], Position | None]:
    """Timestamp and id of at most `limit` events before `position`, and where the rest of the hour begins, if anywhere.

    Once `may_read` says no it ends early, though not before it has come past `position`.
    """
    told: list[tuple[str, str]] = []
    waiting: list[tuple[str, str, int, str]] = []  # oldest first: timestamp, id, share, sort key of the slice
    while True:
        bounds = [(share.bound, number) for number, share in enumerate(shares) if share.bound is not None]
        bound, number = max(bounds, default=("", 0))
        if waiting and waiting[-1][0] > bound:
            event = waiting.pop()[:2]
            if told[-1:] != [event]:
                told.append(event)
            if len(told) == limit:
                return told, Position(*event, _starts(waiting, len(shares)))
        elif not bounds:
            return told, None
        else:
            end = bound + AFTER
            if shares[number].waits() and (end, "") < position.key and not may_read():
                return told, Position(end, "", _starts(waiting, len(shares)))
            taken = shares[number].take()
            if taken:
                entries = [one for one in taken[1] if (one.timestamp, one.event_id) < position.key and wanted(one)]
                waiting += [(one.timestamp, one.event_id, number, taken[0]) for one in entries]
                waiting.sort()


def _newest(sort_key: str) -> str:
    return sort_key.partition("#")[0]


def _starts(waiting: list[tuple[str, str, int, str]], shares: int) -> tuple[str, ...]:
    """By share: the newest slice that holds events which are still to be told."""
    starts = [""] * shares
    for _, _, number, sort_key in waiting:
        starts[number] = max(starts[number], sort_key)
    return tuple(starts)
