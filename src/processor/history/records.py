"""Records of the catalogue's stream: which rows of a change log they make, or take away. Pure."""

from dataclasses import dataclass
from typing import Any

from common.files import history
from common.files.file import FileId, parse_key
from common.files.file_rows import Item, from_item
from processor.history import recording

_FILE = "FILE"

# A row of DynamoDB has 400 KB. Before and after together, what the contract of the API allows is 65 KB.
MAX_BYTES = 300_000


class Unreadable(ValueError):
    """The record means a file, but its row is none that Inlet writes."""


@dataclass(frozen=True)
class Removed:
    """The file's row is gone; it was announced at `created_at` (None: that cannot be read)."""

    file_id: FileId
    created_at: str | None


def meant(record: dict[str, Any]) -> Item | Removed | None:
    """The row of the change log that a record makes; or whose log goes; None where there is nothing to tell.

    Raises Unreadable.
    """
    change = record["dynamodb"]
    keys, before, after = change["Keys"], change.get("OldImage"), change.get("NewImage")
    if keys["sk"].get("S") != _FILE:
        return None
    if not after:
        return _removed(keys, before or {})
    try:
        file = from_item(after)
        entry = recording.entry(from_item(before) if before else None, file)
        row = history.to_item(file, entry) if entry else None
    except Exception as wrong:  # a row that cannot be read stays so, and would block those behind it
        raise Unreadable(type(wrong).__name__) from wrong
    if row and len(row["changes"]["S"].encode()) > MAX_BYTES:
        raise Unreadable("TooLarge")
    return row


def _removed(keys: Any, image: Any) -> Removed:
    file_id = parse_key(keys["pk"].get("S", "").removeprefix("F#"))
    if file_id is None:
        raise Unreadable("the key is of no file")
    created_at = image.get("createdAt", {}).get("S")
    return Removed(file_id, created_at or None)
