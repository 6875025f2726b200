"""Files in the DynamoDB table `catalog`: one row each, every change one conditional write on status and revision.

What it gives back of the tenant's quota, and what it changes in the tenant's lists, is in the same transaction.
"""

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times
from common.backoff import attempts
from common.errors import Busy
from common.files import places, usage, usage_rows, waiting
from common.files.file import Arrival, Deletion, File, FileId, Rejection, Verification, parse_key
from common.files.file_rows import Item, from_item, row_key, sign_of_life, to_item
from common.files.lifecycle import Status, may_follow
from common.files.processing import Processing
from common.files.waiting import Wait

# A file that is processed once more is not failed any more, and need not fail again.
_WITHOUT_REASON = {Status.PROCESSING, Status.COMPLETED}
# Files of one request change at the same time, and meet at their row of usage.
_ATTEMPTS = 6


class Stale(Exception):
    """The row has changed since it was read (or was never there): read it again and decide anew."""


def find(table: str, file_id: FileId) -> File | None:
    """The file as it is now (a consistent read), or None."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=row_key(file_id), ConsistentRead=True)
    return from_item(answer["Item"]) if "Item" in answer else None


def move(  # noqa: PLR0913 - what may change together with the status
    table: str,
    file: File,
    to: Status,
    *,
    by: str,
    at: datetime,
    arrival: Arrival | None = None,
    rejection: Rejection | None = None,
    rejected_version: str | None = None,
    processing: Processing | None = None,
    deletion: Deletion | None = None,
    keep_for: timedelta | None = None,
    stay_listed: bool = False,
) -> File:
    """Moves `file` to status `to` and returns it as it then is. `keep_for` hands the row to TTL after that time.

    A row that is no longer pending leaves the index of what waits, unless it is to `stay_listed` until `unlist`; a row
    with a `deletion` stands there until another move.
    Raises Stale when the row is no longer as `file` says; Busy when others keep writing to the tenant's usage;
    ValueError when `to` may not follow.
    """
    if not may_follow(file.status, to):
        raise ValueError(f"{to} may not follow {file.status}")
    forgets = rejection is None and to in _WITHOUT_REASON
    moved = dataclasses.replace(
        file,
        status=to,
        revision=file.revision + 1,
        changed_at=at,
        changed_by=by,
        arrival=arrival or file.arrival,
        rejected_version=rejected_version or file.rejected_version,
        reason_code=None if forgets else rejection.code if rejection else file.reason_code,
        reason=None if forgets else rejection.reason if rejection else file.reason,
        processing=processing or file.processing,
        deletion=deletion,
        held=usage.NOTHING,
        listed=stay_listed and file.listed,
    )
    also: Item = waiting.place(file.id, Wait.DELETED, deletion.at) if deletion else {}
    if keep_for:
        also["ttl"] = {"N": str(int((at + keep_for).timestamp()))}
    leaves = (file.status is Status.PENDING and not stay_listed) or file.status is Status.DELETED
    _write(table, file, moved, also=also, dropping=waiting.NAMES if leaves else ())
    return moved


def amend(table: str, file: File, *, by: str, at: datetime, **changes: Any) -> File:
    """Changes fields of `file`, not its status, and returns it as it then is. Raises Stale when the row is another."""
    amended = dataclasses.replace(file, revision=file.revision + 1, changed_by=by, changed_at=at, **changes)
    _write(table, file, amended)
    return amended


def _write(table: str, read: File, written: File, *, also: Item | None = None, dropping: tuple[str, ...] = ()) -> None:
    """Writes what has changed, with the attributes `also` and without those that are `dropping`."""
    item = to_item(written)
    dropped = [*(name for name in to_item(read) if name not in item), *dropping]
    item |= also or {}
    changed = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    change: Any = {
        "TableName": table,
        "Key": row_key(read.id),
        "UpdateExpression": "SET "
        + ", ".join(f"#{name} = :{name}" for name in changed)
        + (" REMOVE " + ", ".join(f"#{name}" for name in dropped) if dropped else ""),
        "ConditionExpression": "#status = :from AND #revision = :read",
        "ExpressionAttributeNames": {f"#{name}": name for name in [*changed, *dropped]},
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in changed.items()},
            ":from": {"S": read.status},
            ":read": {"N": str(read.revision)},
        },
    }
    others = [*_giving_back(table, read, written), *places.changes(table, read, written)]
    if others:
        transaction: list[Any] = [{"Update": change}, *others]
        commit(partial(aws.dynamodb().transact_write_items, TransactItems=transaction))
    else:
        commit(partial(aws.dynamodb().update_item, **change))


def _giving_back(table: str, read: File, written: File) -> list[dict[str, Any]]:
    given_back = usage.given_back(read, written)
    if read.usage_shard is None or not given_back:
        return []
    return [{"Update": usage_rows.adding(table, read.id.tenant, read.usage_shard, used=-given_back, free=given_back)}]


def commit(change: Callable[[], Any]) -> Any:
    """Makes a change of rows; its answer.

    Raises Stale when its condition does not hold, Busy when others keep writing the rows.
    """
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            try:
                return change()
            except ClientError as failure:
                reasons = aws.cancellation(failure) or {aws.code(failure)}
                if reasons & {"ConditionalCheckFailed", "ConditionalCheckFailedException"}:
                    raise Stale from failure
                if not aws.lost_a_race(failure):
                    raise
    raise Busy


def alive(table: str, file_id: FileId, *, by: str, at: datetime) -> File:
    """Notes that `by` gave a sign of life of a pending file, and returns it as it then is.

    Raises Stale when it is not pending.
    """
    change = partial(aws.dynamodb().update_item, **sign_of_life(table, file_id, by=by, at=at), ReturnValues="ALL_NEW")
    return from_item(commit(change)["Attributes"])


def verifying(table: str, file: File, version_id: str, *, by: str, at: datetime) -> File:
    """Notes that `version_id` is being verified since `at`, which is a sign of life; returns `file` as it then is.

    A version that was asked for before has one attempt more. Raises Stale when the row is no longer as the pending
    `file` says.
    """
    before = file.verification
    attempts_made = before.attempts if before and before.version_id == version_id else 0
    verification = Verification(version_id, at, attempts=attempts_made + 1)
    noted = dataclasses.replace(
        file, revision=file.revision + 1, changed_by=by, changed_at=at, verification=verification
    )
    item = to_item(noted) | waiting.place(file.id, Wait.PENDING, at)
    names = (
        "revision",
        "changedBy",
        "changedAt",
        "verifyingVersion",
        "verifyingSince",
        "verifyAttempts",
        *waiting.NAMES,
    )
    commit(
        partial(
            aws.dynamodb().update_item,
            TableName=table,
            Key=row_key(file.id),
            UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in names),
            ConditionExpression="#status = :pending AND revision = :read",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                **{f":{name}": item[name] for name in names},
                ":pending": {"S": Status.PENDING},
                ":read": {"N": str(file.revision)},
            },
        )
    )
    return noted


def unlist(table: str, file_id: FileId, *, by: str, at: datetime) -> None:
    """Takes a row that is no longer pending out of the index of pending files.

    Raises Stale when it is pending, deleted (which waits there for another end), or gone.
    """
    commit(
        partial(
            aws.dynamodb().update_item,
            TableName=table,
            Key=row_key(file_id),
            UpdateExpression="SET changedBy = :by, changedAt = :at REMOVE " + ", ".join(waiting.NAMES),
            ConditionExpression="attribute_exists(pk) AND NOT #status IN (:pending, :deleted)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":pending": {"S": Status.PENDING},
                ":deleted": {"S": Status.DELETED},
                ":by": {"S": by},
                ":at": {"S": times.text(at)},
            },
        )
    )


def overdue(table: str, before: datetime, wait: Wait = Wait.PENDING) -> Iterator[FileId]:
    """The files that have waited since before `before` (an index read: eventually consistent).

    The shards come in an order drawn each time, so that a reader who never gets to the end starves none of them.
    """
    pages = aws.dynamodb().get_paginator("query")
    for shard in random.sample(range(waiting.SHARDS), waiting.SHARDS):
        for page in pages.paginate(
            TableName=table,
            IndexName=waiting.INDEX,
            KeyConditionExpression="waitingIn = :shard AND waitingSince < :before",
            ExpressionAttributeValues={
                ":shard": {"S": waiting.partition(wait, shard)},
                ":before": {"S": times.text(before)},
            },
        ):
            yield from _ids(page["Items"])


def _ids(items: Iterable[Any]) -> Iterator[FileId]:
    for item in items:
        if file_id := parse_key(item["pk"]["S"].removeprefix("F#")):
            yield file_id


def drop_beside(table: str, file_id: FileId) -> None:
    """Removes the rows that stand beside a file's own: findings, what a scanner told, its change log. Raises Busy.

    What the stream brings of the log after this goes when it brings that the file's own row is gone.
    """
    key = row_key(file_id)
    pages = aws.dynamodb().get_paginator("query")
    with aws.calling():
        for page in pages.paginate(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ProjectionExpression="pk, sk",
            ExpressionAttributeValues={":pk": key["pk"]},
        ):
            for row in page["Items"]:
                if row["sk"] != key["sk"]:
                    aws.dynamodb().delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
