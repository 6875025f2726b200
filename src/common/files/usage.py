"""What each file counts for in its tenant's usage, and what a change of status gives back. Pure."""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from common.files.lifecycle import Status
from common.settings import Malformed

if TYPE_CHECKING:
    from common.files.file import File, FileId

# A tenant's usage is counted in so many rows: a busy tenant has no row that all of its requests wait for.
SHARDS = 8

_GIVES_ALL_BACK = {Status.REJECTED, Status.EXPIRED, Status.ABORTED}


@dataclass(frozen=True)
class Amount:
    """A share of a quota: `bytes` stored or promised, `files`, and those of them that are `pending`."""

    bytes: int = 0
    files: int = 0
    pending: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.bytes + other.bytes, self.files + other.files, self.pending + other.pending)

    def __neg__(self) -> Amount:
        return Amount(-self.bytes, -self.files, -self.pending)

    def __sub__(self, other: Amount) -> Amount:
        return self + -other

    def __bool__(self) -> bool:
        return any(astuple(self))


NOTHING = Amount()
# The kinds of what is counted, in the order of Amount.
KINDS = tuple(field.name for field in fields(Amount))


def of(file: File) -> Amount:
    """What `file` counts for as it stands.

    A pending one counts for the size that was promised or, where none was, for all that its type may have, and for
    whatever it holds for others of its request.
    """
    if file.status is Status.PENDING:
        return Amount(file.max_bytes if file.size is None else file.size, 1, 1) + file.held
    if file.status in _GIVES_ALL_BACK or file.arrival is None:
        return NOTHING
    return Amount(file.arrival.size, 1)


def total(files: list[File]) -> Amount:
    """What `files` count for together."""
    return sum(map(of, files), NOTHING)


def given_back(before: File, after: File) -> Amount:
    """What the tenant gets back when a file changes from `before` to `after`; negative for what it takes on top."""
    return of(before) - of(after)


def shard(file_id: FileId) -> int:
    """The shard that a request whose first file this is takes its credit from: 0 to SHARDS - 1."""
    return zlib.crc32(file_id.key.encode()) % SHARDS


def parse(text: str) -> Amount:
    """A quota: `{"bytes": 1000, "files": 10, "pending": 5}`. Raises Malformed when it is not one."""
    given = json.loads(text)
    whole = [type(given.get(kind)) is int and given[kind] >= 1 for kind in KINDS]
    if not all(whole) or len(given) != len(KINDS):
        raise Malformed(f"each of {', '.join(KINDS)} is a whole number from 1 on")
    return Amount(**given)
