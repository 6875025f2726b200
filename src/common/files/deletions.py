"""Files that are deleted, in the catalogue: gone at first as a row says, restored by it, purged for good in the end.

Each is one conditional write. Between a restore and a purge the row decides: who comes second finds it changed.
"""

import dataclasses
from datetime import datetime
from functools import partial
from typing import Any

from common import aws
from common.files import catalog, usage, usage_rows
from common.files.file import Deletion, File
from common.files.file_rows import row_key
from common.files.lifecycle import Status


def delete(table: str, file: File, *, by: str, at: datetime) -> File:
    """Deletes `file`, which waits for its purge from then on; returns it as it then is.

    Raises Stale when the row is another; ValueError when a file of that status is not deleted.
    """
    return catalog.move(table, file, Status.DELETED, by=by, at=at, deletion=Deletion(at, by, file.status))


def restore(table: str, file: File, *, by: str, at: datetime) -> File:
    """Brings `file` back as it was; returns it as it then is. Raises Stale when the row is another, ValueError."""
    return catalog.move(table, file, _deletion(file).status, by=by, at=at)


def begin_purge(table: str, file: File, *, by: str, at: datetime) -> File:
    """Notes that nothing brings the deleted `file` back any more; it as it then is. Raises Stale, ValueError."""
    noted = dataclasses.replace(_deletion(file), purging_since=at)
    return catalog.amend(table, file, by=by, at=at, deletion=noted)


def forget(table: str, file: File) -> None:
    """Removes the row of `file`, which is being purged, and gives back what it counted for. Raises Stale, Busy."""
    if _deletion(file).purging_since is None:
        raise ValueError("the file is not being purged")
    removal: Any = {
        "TableName": table,
        "Key": row_key(file.id),
        "ConditionExpression": "#status = :deleted AND revision = :read",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":deleted": {"S": Status.DELETED}, ":read": {"N": str(file.revision)}},
    }
    counted = usage.of(file)
    if file.usage_shard is None:
        catalog.commit(partial(aws.dynamodb().delete_item, **removal))
        return
    giving = usage_rows.adding(table, file.id.tenant, file.usage_shard, used=-counted, free=counted)
    transaction: list[Any] = [{"Delete": removal}, {"Update": giving}]
    catalog.commit(partial(aws.dynamodb().transact_write_items, TransactItems=transaction))


def _deletion(file: File) -> Deletion:
    if file.deletion is None:
        raise ValueError("the file is not deleted")
    return file.deletion
