"""Files that wait for the clock: where they stand in the sparse index `waiting`, and since when. Pure."""

import zlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from common import times
from common.files.file import FileId

INDEX = "waiting"
# What puts a row into the index: the partition, and the sort key in it.
NAMES = ("waitingIn", "waitingSince")
# Spread, so that signing or deleting in bulk meets no hot partition.
SHARDS = 16


class Wait(StrEnum):
    """What for: its object, by a pending upload since its last sign of life; the purge, by a file since its deletion.

    A row that was pending may stand among those until the sweeper has seen to its object.
    """

    PENDING = "pending"
    DELETED = "deleted"


def partition(wait: Wait, shard: int) -> str:
    """The index's partition of that number, from 0 to SHARDS - 1."""
    return f"{wait}#{shard:02d}"


def place(file_id: FileId, wait: Wait, since: datetime) -> dict[str, Any]:
    """The attributes that put a file's row into the index."""
    shard = zlib.crc32(file_id.key.encode()) % SHARDS
    values = (partition(wait, shard), times.text(since))
    return {name: {"S": value} for name, value in zip(NAMES, values, strict=True)}


def waits(row: dict[str, Any], wait: Wait) -> bool:
    """Whether a row, as plain values, stands in the index for that."""
    return str(row.get("waitingIn", "")).startswith(f"{wait}#")
