"""Where a file stands in the lists of its tenant: rows of the catalogue that hold nothing but their key. Pure.

A list of all files, and one for each project, owner, type and tag; each in the order of time, so that one key is a
file's place in all of them. They change in the transaction that changes the file's row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from common import times
from common.files.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from common.files.file import File

# What arrived is listed; what is awaited, never came, or was deleted, is found by its status alone.
LISTED = frozenset({Status.UPLOADED, Status.PROCESSING, Status.COMPLETED, Status.FAILED, Status.QUARANTINED})

# A file that is on its way changes its status several times, and stands under one name meanwhile.
_OPEN = "open"
_ON_THEIR_WAY = {Status.PENDING, Status.UPLOADED, Status.PROCESSING}

ALL = "ALL"


class Place(NamedTuple):
    """A row of a list: `pk` names the list, `sk` the file and where it stands."""

    pk: str
    sk: str

    @property
    def key(self) -> dict[str, Any]:
        """The row, which is no more than its primary key."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


def of_project(project: str) -> str:
    """The dimension of a project's files."""
    return f"P#{project}"


def of_owner(owner: str) -> str:
    """The dimension of a user's files."""
    return f"O#{owner}"


def of_type(content_type: str) -> str:
    """The dimension of files that were promised as of a type."""
    return f"Y#{content_type}"


def of_tag(tag: str) -> str:
    """The dimension of files with a tag."""
    return f"G#{tag}"


def partition(tenant: str, dimension: str, shard: int) -> str:
    """The `pk` of a list, or of the share of it that is called `shard`."""
    return f"L#{tenant}#{dimension}#{shard}"


def sort_key(created_at: datetime, file_id: str) -> str:
    """Where a file stands in every list: 61 characters, which sort as the instants and then the ids do."""
    return f"{times.text(created_at)}#{file_id}"


def places(file: File) -> frozenset[Place]:
    """The rows that `file` has in lists as it stands: four and one a tag once it has arrived, else none."""
    if file.status not in LISTED:
        return frozenset()
    dimensions = {
        ALL,
        of_project(file.project),
        of_owner(file.owner),
        of_type(file.content_type),
        *map(of_tag, file.tags),
    }
    position = sort_key(file.created_at, file.id.id)
    return frozenset(Place(partition(file.id.tenant, one, file.shard), position) for one in dimensions)


def changes(table: str, before: File, after: File) -> list[dict[str, Any]]:
    """The writes of a transaction that bring the lists from `before` to `after`: none where nothing changes there."""
    left, taken = places(before) - places(after), places(after) - places(before)
    return [
        *({"Delete": {"TableName": table, "Key": place.key}} for place in sorted(left)),
        *({"Put": {"TableName": table, "Item": place.key}} for place in sorted(taken)),
    ]


def status_partition(tenant: str, status: Status, shard: int) -> str | None:
    """Where the sparse index `by_status` has files of that status; None for completed ones, which it lacks."""
    if status is Status.COMPLETED:
        return None
    return f"{tenant}#{_OPEN if status in _ON_THEIR_WAY else status.value}#{shard}"
