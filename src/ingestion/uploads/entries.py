"""Rows of promised files, written in one transaction with the credit that they take."""

import dataclasses
from datetime import datetime
from typing import Any

from common import times
from common.files import file_rows, usage, waiting
from common.files.file import File
from common.files.usage import Amount
from common.files.waiting import Wait
from ingestion.tenants import quotas, rows
from ingestion.tenants.rows import Row

# So many writes are one transaction.
TRANSACTION = 100


def put(table: str, files: list[File], quota: Amount, *, anywhere: bool) -> bool:
    """Writes all of the new `files` (1 to 100, of one request). Their shard gives the credit or, with `anywhere`, all.

    False when they are too many for one transaction with the writes that take their credit: then the first is there,
    and holds the credit of the others until these follow. Raises Stale when a condition does not hold, QuotaExceeded.
    """
    taking = (quotas.lending if anywhere else quotas.taking)(table, files, quota)
    if len(files) + len(taking) <= TRANSACTION:
        rows.commit(*taking, *(_put(table, file) for file in files))
        return True
    first, *others = files
    rows.commit(*taking, _put(table, dataclasses.replace(first, held=usage.total(others))))
    return False


def follow(table: str, holder: File, files: list[File], *, by: str, at: datetime) -> bool:
    """Writes all of `files`, of the shard of `holder`, if it is their credit that it holds. Else gives it back, and
    False: they are to come.

    Raises Stale when a condition does not hold.
    """
    free = released(holder, by=by, at=at)
    release: Any = {
        "TableName": table,
        "Key": file_rows.row_key(holder.id),
        "UpdateExpression": "SET revision = :revision, changedBy = :by, changedAt = :at REMOVE heldBytes, heldFiles",
        "ConditionExpression": "revision = :read",
        "ExpressionAttributeValues": {
            ":revision": {"N": str(free.revision)},
            ":read": {"N": str(holder.revision)},
            ":by": {"S": free.changed_by},
            ":at": {"S": times.text(free.changed_at)},
        },
    }
    own = holder.held == usage.total(files)
    others = [_put(table, file) for file in files] if own else [quotas.giving_back(table, holder)]
    rows.commit({"Update": release}, *others)
    return own


def released(holder: File, *, by: str, at: datetime) -> File:
    """`holder` as it is when it holds no more."""
    return dataclasses.replace(holder, held=usage.NOTHING, revision=holder.revision + 1, changed_by=by, changed_at=at)


def _put(table: str, file: File) -> Row:
    return rows.put(table, file_rows.to_item(file) | waiting.place(file.id, Wait.PENDING, file.changed_at))
