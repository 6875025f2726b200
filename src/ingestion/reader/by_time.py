"""A tenant's events, newest first, by the slices of its hours."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from common import times
from common.events import keys, slices
from common.events.slices import Entry
from ingestion.reader import lines, merge
from ingestion.reader.hours import Hours
from ingestion.reader.lines import Line, Room
from ingestion.reader.merge import AFTER, Share, Slice
from ingestion.reader.table import Table
from ingestion.reader.wanted import HOUR, Position, Wanted, top

# What one answer may read: a page then ends early, with a cursor. Queries take some milliseconds each.
MOST_READS = 60
_SLICES_AT_ONCE = 40
# A row goes at the latest so many days after its time to live has come.
_REMOVED_WITHIN_DAYS = 2


def page(table: Table, wanted: Wanted, *, now: datetime, row_days: int) -> tuple[list[Line], Position | None]:
    """The events that are wanted, and where the rest begins; None when there is no more. Raises Busy."""
    entries, position = _entries(table, wanted, times.text(now - timedelta(days=row_days + _REMOVED_WITHIN_DAYS)))
    room = Room()
    told = list(lines.read(table, wanted.tenant, entries, room))
    if room.full:
        timestamp, event_id = told[-1][0]
        position = dataclasses.replace(top(timestamp[:HOUR]), timestamp=timestamp, event_id=event_id)
    return [line for _, line in told], position


def _entries(table: Table, wanted: Wanted, folded_since: str) -> tuple[list[tuple[str, str]], Position | None]:
    found: list[tuple[str, str]] = []
    hours = Hours(table, wanted.tenant, wanted.type or "", folded_since)
    for hour in hours.before(wanted.position.hour, wanted.start[:HOUR]):
        position = wanted.position if hour == wanted.position.hour else top(hour)
        if table.reads >= MOST_READS and hour != wanted.position.hour:
            return found, position
        few, rest = merge.newest(
            [_share(table, wanted, hour, shard, position) for shard in range(keys.SLICE_SHARDS)],
            position,
            lambda entry: _is_wanted(entry, wanted),
            wanted.limit - len(found),
            lambda: table.reads < MOST_READS,
        )
        found += few
        if rest:
            return found, rest
    return found, None


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    return wanted.type in (None, entry.event_type) and entry.timestamp >= wanted.start


def _share(table: Table, wanted: Wanted, hour: str, shard: int, position: Position) -> Share:
    partition = keys.slices(wanted.tenant, hour, shard)
    # What came since may lie above the start, and is no more to be told than what came behind an earlier page.
    high = max(position.timestamp + AFTER, position.starts[shard])

    def read(start: Any) -> tuple[Iterable[Slice], Any]:
        rows, rest = table.page(partition, wanted.start, high, _SLICES_AT_ONCE, start)
        return [(row["sk"]["S"], slices.unpack_entries(row["entries"]["B"])) for row in rows], rest

    return Share(read)
