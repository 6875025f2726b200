"""Promised files into the catalogue: all of a request or none of it, and the same request again changes nothing."""

import dataclasses
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from common import aws, catalog, times
from common.errors import Busy, Fault, UploadConflict
from common.files import File, FileId
from common.lifecycle import Status
from ingestion import rows

# A URL lives for minutes and a pending upload for at least an hour: younger signs of life need not be renewed.
_RENEW_AFTER = timedelta(minutes=15)
_ATTEMPTS = 6


def enter(table: str, files: list[File], sleep: Callable[[float], None] = time.sleep) -> list[File]:
    """Writes the pending `files` (1 to 100, of one tenant) and returns them as the catalogue has them, in their order.

    A file that stands there already with the same promise is returned as it is by now. Raises UploadConflict, which
    names each file whose id stands for another promise (then nothing was written), Busy when others keep writing.
    """
    fresh, known = files, {}
    for attempt in range(_ATTEMPTS):
        if attempt:
            known = _existing(table, [file.id for file in files])
            _require_same_promises(files, known)
            fresh = [file for file in files if file.id not in known]
        if _put_all(table, fresh):
            return [_renewed(table, known[file.id], file.changed_at) if file.id in known else file for file in files]
        sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise Busy


def _require_same_promises(files: list[File], known: dict[FileId, File]) -> None:
    faults = [
        Fault(f"/files/{index}/fileId", "conflict")
        for index, file in enumerate(files)
        if file.id in known and known[file.id].promise != file.promise
    ]
    if faults:
        raise UploadConflict("See errors: each names a fileId that is taken.", tuple(faults))


def _put_all(table: str, files: list[File]) -> bool:
    """One transaction; False when another request was writing, or has written, one of the rows."""
    if not files:
        return True
    items = [catalog.to_item(file) | catalog.pending_attributes(file.id, file.changed_at) for file in files]
    condition = "attribute_not_exists(pk)"
    with aws.calling():
        try:
            if len(items) == 1:  # half the price of a transaction of one
                aws.dynamodb().put_item(TableName=table, Item=items[0], ConditionExpression=condition)
            else:
                puts: list[Any] = [
                    {"Put": {"TableName": table, "Item": item, "ConditionExpression": condition}} for item in items
                ]
                aws.dynamodb().transact_write_items(TransactItems=puts)
        except ClientError as failure:
            if not aws.lost_a_race(failure):
                raise
            return False
    return True


def _existing(table: str, ids: list[FileId]) -> dict[FileId, File]:
    files = [catalog.from_item(row) for row in rows.read(table, *map(catalog.row_key, ids)) if row]
    return {file.id: file for file in files}


def _renewed(table: str, file: File, at: datetime) -> File:
    """Notes that a pending upload gave a sign of life, unless the last one is recent; signing again is one."""
    if file.status is not Status.PENDING or (file.signed_at and at - file.signed_at < _RENEW_AFTER):
        return file
    with aws.calling():
        try:
            aws.dynamodb().update_item(
                TableName=table,
                Key=catalog.row_key(file.id),
                # The revision moves too: a sweeper that read the row before must not expire it now.
                UpdateExpression="SET pendingSince = :at, signedAt = :at ADD revision :one",
                ConditionExpression="#status = :pending",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={
                    ":at": {"S": times.text(at)},
                    ":pending": {"S": Status.PENDING},
                    ":one": {"N": "1"},
                },
            )
        except ClientError as failure:
            if aws.code(failure) != "ConditionalCheckFailedException":
                raise
            return catalog.find(table, file.id) or file
    return dataclasses.replace(file, signed_at=at, revision=file.revision + 1)
