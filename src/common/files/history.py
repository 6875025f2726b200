"""The change log of a file: rows beside the file's own, in the order of its changes. Pure.

A row is named after the file's `createdAt`, too. An id whose file was purged may be announced again: that is another
file, and what is late of the one before neither is told of it nor overwrites anything.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.files.file import File, FileId
from common.files.file_rows import Item, row_key

PREFIX = "HISTORY#"
# After everything that a key may go on with.
LAST = "~"


@dataclass(frozen=True)
class Entry:
    """A change: the file's revision that came of it, when, by whom (a user, or the name of a function), what was done.

    `changes` has `{"before", "after"}` by the name of what changed, as the API names and writes it.
    """

    revision: int
    at: datetime
    by: str
    action: str
    changes: dict[str, Any]


def partition(file_id: FileId) -> Item:
    """The part of a row's key that it shares with the file's own row."""
    return {"pk": row_key(file_id)["pk"]}


def prefix(created_at: str) -> str:
    """What the sort keys of all changes of a file begin with that was announced then."""
    return f"{PREFIX}{created_at}#"


def sort_key(created_at: str, revision: int) -> str:
    """The sort key of a change: text in the order of revisions."""
    return f"{prefix(created_at)}{revision:010}"


def to_item(file: File, entry: Entry) -> Item:
    """The row of a change of `file`: always the same for the same change."""
    values = {
        "sk": sort_key(times.text(file.created_at), entry.revision),
        "at": times.text(entry.at),
        "by": entry.by,
        "action": entry.action,
        # Not escaped, as in the file's own row.
        "changes": json.dumps(entry.changes, ensure_ascii=False, separators=(",", ":")),
    }
    return partition(file.id) | {name: {"S": value} for name, value in values.items()}


def from_item(item: Any) -> Entry:
    """The change that `to_item` wrote."""
    row = {name: value["S"] for name, value in item.items()}
    revision = int(row["sk"].rpartition("#")[2])
    return Entry(revision, times.parse(row["at"]), row["by"], row["action"], json.loads(row["changes"]))
