"""Promised files into the catalogue: all of a request or none of it, and the same request again changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from common import aws, file_rows, times
from common.backoff import attempts
from common.errors import Busy, Fault, UploadConflict
from common.files import File, FileId
from common.lifecycle import Status
from ingestion import rows

# A URL lives for minutes and a pending upload for at least an hour: younger signs of life need not be renewed.
_RENEW_AFTER = timedelta(minutes=15)
_ATTEMPTS = 6

Known = dict[FileId, File]


def enter(table: str, files: list[File]) -> list[File]:
    """Writes the pending `files` (1 to 100, of one tenant) and returns them as the catalogue has them, in their order.

    A file that stands there already with the same promise is returned as it is by now. Raises UploadConflict, which
    names each file whose id stands for another promise (then nothing was written), Busy when others keep writing.
    """
    fresh, known = files, Known()
    for attempt in attempts(_ATTEMPTS, at_once=2):
        if attempt:
            known = _existing(table, [file.id for file in files])
            _require_same_promises(files, known)
            fresh = [file for file in files if file.id not in known]
        if _put_all(table, fresh):
            current = {file.id: file for file in renewed(table, list(known.values()), files[0].changed_at)}
            return [current.get(file.id, file) for file in files]
    raise Busy


def _require_same_promises(files: list[File], known: Known) -> None:
    faults = [
        Fault(f"/files/{index}/fileId", "conflict")
        for index, file in enumerate(files)
        if file.id in known and known[file.id].promise != file.promise
    ]
    if faults:
        raise UploadConflict("See errors: each names a fileId that is taken.", tuple(faults))


def _put_all(table: str, files: list[File]) -> bool:
    """Writes all or none; False when another request was writing, or has written, one of the rows."""
    items = [file_rows.to_item(file) | file_rows.pending_attributes(file.id, file.changed_at) for file in files]
    puts: list[Any] = [
        {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"} for item in items
    ]
    if len(puts) == 1:  # half the price of a transaction of one
        return _won(partial(aws.dynamodb().put_item, **puts[0]))
    transaction: list[Any] = [{"Put": put} for put in puts]
    return not puts or _won(partial(aws.dynamodb().transact_write_items, TransactItems=transaction))


def _won(write: Callable[[], Any]) -> bool:
    with aws.calling():
        try:
            write()
        except ClientError as failure:
            if not aws.lost_a_race(failure):
                raise
            return False
    return True


def _existing(table: str, ids: list[FileId]) -> Known:
    """The files among `ids` that are there."""
    files = [file_rows.from_item(row) for row in rows.read(table, *map(file_rows.row_key, ids)) if row]
    return {file.id: file for file in files}


def renewed(table: str, files: list[File], at: datetime) -> list[File]:
    """The `files` as they are once it is noted that the pending ones gave a sign of life: signing again is one.

    One that is recent need not be noted. Raises Busy when others keep writing.
    """
    known = {file.id: file for file in files}
    for _ in attempts(_ATTEMPTS):
        due = [file for file in known.values() if _is_due(file, at)]
        if not due:
            return list(known.values())
        updates: list[Any] = [{"Update": _sign_of_life(table, file, at)} for file in due]
        _won(partial(aws.dynamodb().transact_write_items, TransactItems=updates))
        known |= _existing(table, [file.id for file in due])
    raise Busy


def _is_due(file: File, at: datetime) -> bool:
    return file.status is Status.PENDING and (file.signed_at is None or at - file.signed_at >= _RENEW_AFTER)


def _sign_of_life(table: str, file: File, at: datetime) -> dict[str, Any]:
    return {
        "TableName": table,
        "Key": file_rows.row_key(file.id),
        # The revision moves too: a sweeper that read the row before must not expire it now.
        "UpdateExpression": "SET pendingSince = :at, signedAt = :at ADD revision :one",
        "ConditionExpression": "#status = :pending",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {
            ":at": {"S": times.text(at)},
            ":pending": {"S": Status.PENDING},
            ":one": {"N": "1"},
        },
    }
