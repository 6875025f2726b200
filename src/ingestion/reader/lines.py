"""The events behind index entries. An entry may outlive its event for a while; then it leads nowhere."""

import json
from collections.abc import Iterator
from typing import Any

from common.events import keys, rows
from ingestion.reader.table import Table

Line = dict[str, Any]
Entry = tuple[str, str]  # timestamp and id of an event

# Lambda answers 6 MB at most, in which some letters take three times their bytes.
MOST_BYTES = 1_500_000
_AT_ONCE = 100


class Room:
    """What an answer has room for: `full` once there was a line too many. No line alone is nearly as large."""

    def __init__(self) -> None:
        self._left = MOST_BYTES

    @property
    def full(self) -> bool:
        """Whether the last line did not fit."""
        return self._left < 0

    def take(self, line: bytes) -> None:
        """Counts a line, whether or not it fits."""
        self._left -= len(line)


def read(table: Table, tenant: str, entries: list[Entry], room: Room) -> Iterator[tuple[Entry, Line]]:
    """The events of `entries` that are there, in their order, as far as there is room. Raises Busy."""
    for first in range(0, len(entries), _AT_ONCE):
        some = entries[first : first + _AT_ONCE]
        found = _lines(table, tenant, [event_id for _, event_id in some])
        for entry in some:
            if entry[1] not in found:
                continue
            line: Line = json.loads(found[entry[1]])
            # An id may come again once its row has expired: then it is another event, with an entry of its own.
            if line["timestamp"] != entry[0]:
                continue
            room.take(found[entry[1]])
            if room.full:
                return
            yield entry, line


def _lines(table: Table, tenant: str, ids: list[str]) -> dict[str, bytes]:
    """The lines that are there, by id."""
    names = {event_id: (keys.event(tenant, event_id), keys.EVENT_SORT) for event_id in ids}
    found = table.rows(list(names.values()), "line")
    # What a reader of one moment sees, the replica that another read meets may not have yet.
    missing = [name for name in names.values() if name not in found]
    found |= table.rows(missing, "line", consistent=True)
    return {event_id: rows.unpack(found[name]["line"]["B"]) for event_id, name in names.items() if name in found}
