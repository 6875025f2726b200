"""A user's events, newest first: the index knows them by user; of what type they are only their rows know."""

import heapq
from collections.abc import Iterator
from itertools import islice

from common.events import keys
from ingestion.reader import lines
from ingestion.reader.lines import Entry, Line, Room
from ingestion.reader.table import Table
from ingestion.reader.wanted import Position, Wanted

# What one answer may read of a user; a page of a rare type then ends early, with a cursor.
MOST_ROWS = 2000
_AT_ONCE = 100


def page(table: Table, user: str, wanted: Wanted) -> tuple[list[Line], Position | None]:
    """The user's events that are wanted, and where the rest begins; None when there is no more. Raises Busy."""
    found: list[Line] = []
    entries = _entries(table, user, wanted)
    read, room, last = 0, Room(), wanted.position.key
    while True:
        few = list(islice(entries, _AT_ONCE if wanted.type else min(_AT_ONCE, wanted.limit - len(found))))
        if not few:
            return found, None
        read += len(few)
        for entry, line in lines.read(table, wanted.tenant, few, room):
            last = entry
            if wanted.type in (None, line["event_type"]):
                found.append(line)
                if len(found) == wanted.limit:
                    return found, Position(*entry)
        if room.full:
            return found, Position(*last)
        last = few[-1]
        if read >= MOST_ROWS:
            return found, Position(*last)


def _entries(table: Table, user: str, wanted: Wanted) -> Iterator[Entry]:
    """Timestamp and id of the user's events before the position: the shares of the index, merged."""
    high = "#".join(filter(None, wanted.position.key))
    shares = [
        _of(table.newest(keys.of_user(wanted.tenant, user, shard), wanted.start, high, max(25, wanted.limit // 2)))
        for shard in range(keys.USER_SHARDS)
    ]
    return (entry for entry in heapq.merge(*shares, reverse=True) if entry < wanted.position.key)


def _of(rows: Iterator[dict[str, dict[str, str]]]) -> Iterator[Entry]:
    for row in rows:
        timestamp, _, event_id = row["gs"]["S"].partition("#")
        yield timestamp, event_id
