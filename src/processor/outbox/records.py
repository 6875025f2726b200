"""Records of the catalogue's stream: which of them tell that a file has another status. Pure."""

from typing import Any

from common.files.file_rows import from_item
from common.pushes import notifications
from common.pushes.notifications import Notification

_FILE = "FILE"


class Unreadable(ValueError):
    """The record means a file, but its row is none that Inlet writes."""


def told(record: dict[str, Any]) -> Notification | None:
    """What a record has to be told for; None for rows of other kinds, and where the status is as it was.

    A file that is announced (a row that is new) is told by the answer of the API. Raises Unreadable.
    """
    change = record["dynamodb"]
    before, after = change.get("OldImage"), change.get("NewImage")
    if change["Keys"]["sk"].get("S") != _FILE or not before or not after:
        return None
    if before.get("status") == after.get("status"):
        return None
    try:
        return notifications.of(from_item(after))
    except Exception as wrong:  # a row that cannot be read stays so, and would block those behind it
        raise Unreadable(type(wrong).__name__) from wrong
