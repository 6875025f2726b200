"""The events behind index entries. An entry may outlive its event for a while; then it leads nowhere."""

import json
from typing import Any

from common.events import keys, rows
from ingestion.reader.table import Row, Table

Line = dict[str, Any]
Entry = tuple[str, str]  # timestamp and id of an event


def read(table: Table, tenant: str, entries: list[Entry]) -> list[Line]:
    """The events of `entries` that are there, in their order. Raises Busy."""
    names = {entry: (keys.event(tenant, entry[1]), keys.EVENT_SORT) for entry in entries}
    found = table.rows(list(dict.fromkeys(names.values())), "line")
    # What a reader of one moment sees, the replica that another read meets may not have yet.
    missing = [name for name in dict.fromkeys(names.values()) if name not in found]
    found |= table.rows(missing, "line", consistent=True)
    lines = [(entry, _line(found[names[entry]])) for entry in entries if names[entry] in found]
    # An id may come again once its row has expired: then it is another event, with an entry of its own.
    return [line for (timestamp, _), line in lines if line["timestamp"] == timestamp]


def _line(row: Row) -> Line:
    line: Line = json.loads(rows.unpack(row["line"]["B"]))
    return line
