"""What was extracted from a file, in a row of its own beside the file's: lists of files need not read it."""

import json
from typing import Any

from common import aws
from common.files.file import FileId
from common.files.file_rows import Item, row_key

# As JSON text. A row of the catalogue may have 400 KB; what people read of a file's findings is far less.
MAX_BYTES = 32_768


def put(table: str, file_id: FileId, attempt: int, extracted: dict[str, Any]) -> None:
    """Keeps the findings of `attempt`: it overwrites those of an earlier delivery. Raises ValueError, Busy.

    They hold once the file's row names the attempt. ValueError: as JSON they are larger than MAX_BYTES.
    """
    text = json.dumps(extracted, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if len(text.encode()) > MAX_BYTES:
        raise ValueError("the findings are too large")
    with aws.calling():
        aws.dynamodb().put_item(TableName=table, Item=_key(file_id, attempt) | {"extracted": {"S": text}})


def find(table: str, file_id: FileId, attempt: int) -> dict[str, Any]:
    """The findings of `attempt`; empty when there are none. Raises Busy."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=_key(file_id, attempt), ConsistentRead=True)
    found: dict[str, Any] = json.loads(answer["Item"]["extracted"]["S"]) if "Item" in answer else {}
    return found


def _key(file_id: FileId, attempt: int) -> Item:
    return row_key(file_id) | {"sk": {"S": f"EXTRACTED#{attempt:06d}"}}
