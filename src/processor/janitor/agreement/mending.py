"""What puts right what is wrong: each write is on the condition that the file is still as it was read."""

from datetime import datetime
from functools import partial
from typing import Any

from common import aws, queues, times
from common.files import catalog, requests, waiting
from common.files.file import Deletion, File, FileId, Rejection
from common.files.file_rows import Item, row_key
from common.files.lifecycle import Status
from common.files.places import Place
from common.files.requests import Cause
from common.files.waiting import Wait

NAME = "janitor"

OBJECT_MISSING = Rejection("object_missing", "The file's object is no longer in S3.")
_SETTLED = {Status.COMPLETED, Status.FAILED}


def put_place(table: str, file: File, place: Place) -> None:
    """Puts a file's row into a list. Raises Stale, Busy."""
    _together(_as_read(table, file.id, file), {"Put": {"TableName": table, "Item": place.key}})


def drop_row(table: str, key: Item, file_id: FileId, file: File | None) -> None:
    """Deletes a row of a list, or one beside a file's, that `file` does not want; None: which is not there.

    Raises Stale, Busy.
    """
    _together(_as_read(table, file_id, file), {"Delete": {"TableName": table, "Key": key}})


def list_again(table: str, file: File, at: datetime) -> None:
    """Puts a file that is pending or deleted into the index of what waits. Raises Stale, Busy."""
    wait, since = Wait.PENDING, file.last_sign_of_life
    if file.deletion:
        wait, since = Wait.DELETED, file.deletion.at
    written = waiting.place(file.id, wait, since) | {"changedBy": {"S": NAME}, "changedAt": {"S": times.text(at)}}
    catalog.commit(
        partial(
            aws.dynamodb().update_item,
            TableName=table,
            Key=row_key(file.id),
            UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in written),
            ConditionExpression="revision = :read",
            ExpressionAttributeValues={f":{name}": value for name, value in written.items()} | _revision(file),
        )
    )


def lose(table: str, file: File, at: datetime) -> None:
    """Deletes a file whose object is gone; its row says why. Raises Stale, Busy."""
    gone = Deletion(at, NAME, file.status)
    catalog.move(table, file, Status.DELETED, by=NAME, at=at, rejection=OBJECT_MISSING, deletion=gone)


def ask(queue: str, file: File, at: datetime) -> None:
    """Asks that the file be processed, once more if it was settled. Asked twice, it comes to the same. Raises Busy."""
    cause = Cause.REPROCESS if file.status in _SETTLED else Cause.LOST
    queues.send(queue, requests.text(requests.request(file.id, cause, file.correlation_id, at=at)))


def _as_read(table: str, file_id: FileId, file: File | None) -> dict[str, Any]:
    """The condition that the file's row is as it was read, or is not there still."""
    check: dict[str, Any] = {"TableName": table, "Key": row_key(file_id)}
    if file is None:
        return {"ConditionCheck": check | {"ConditionExpression": "attribute_not_exists(pk)"}}
    told = {"ConditionExpression": "revision = :read", "ExpressionAttributeValues": _revision(file)}
    return {"ConditionCheck": check | told}


def _revision(file: File) -> Item:
    return {":read": {"N": str(file.revision)}}


def _together(*writes: Any) -> None:
    catalog.commit(partial(aws.dynamodb().transact_write_items, TransactItems=list(writes)))
