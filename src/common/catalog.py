"""Files in the DynamoDB table `catalog`: one row each, every change one conditional write on status and revision."""

import dataclasses
import json
import random
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from common import aws, times
from common.files import Arrival, File, FileId, Rejection, parse_key
from common.lifecycle import Status, may_follow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]
else:
    Item = dict

# Pending rows stand in a sparse index for the sweeper, spread so that signing in bulk meets no hot partition.
PENDING_SHARDS = 16
_LEAVE_INDEX = " REMOVE pendingShard, pendingSince"


class Stale(Exception):
    """The row has changed since it was read (or was never there): read it again and decide anew."""


def row_key(file_id: FileId) -> Item:
    """The primary key of a file's row."""
    return {"pk": {"S": f"F#{file_id.key}"}, "sk": {"S": "FILE"}}


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
    keep_for: timedelta | None = None,
    stay_listed: bool = False,
) -> File:
    """Moves `file` to status `to` and returns it as it then is. `keep_for` hands the row to TTL after that time.

    A row that is no longer pending leaves the index of pending files, unless it is to `stay_listed` until `unlist`.
    Raises Stale when the row is no longer as `file` says; ValueError when `to` may not follow.
    """
    if not may_follow(file.status, to):
        raise ValueError(f"{to} may not follow {file.status}")
    moved = dataclasses.replace(
        file,
        status=to,
        revision=file.revision + 1,
        changed_at=at,
        changed_by=by,
        arrival=arrival or file.arrival,
        rejected_version=rejected_version or file.rejected_version,
        reason_code=rejection.code if rejection else file.reason_code,
        reason=rejection.reason if rejection else file.reason,
        listed=stay_listed and file.listed,
    )
    item = to_item(moved)
    if keep_for is not None:
        item["ttl"] = {"N": str(int((at + keep_for).timestamp()))}
    changed = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    leaves = file.status is Status.PENDING and not stay_listed
    with aws.calling():
        try:
            aws.dynamodb().update_item(
                TableName=table,
                Key=row_key(file.id),
                UpdateExpression="SET "
                + ", ".join(f"#{name} = :{name}" for name in changed)
                + (_LEAVE_INDEX if leaves else ""),
                ConditionExpression="#status = :from AND #revision = :read",
                ExpressionAttributeNames={f"#{name}": name for name in changed},
                ExpressionAttributeValues={
                    **{f":{name}": value for name, value in changed.items()},
                    ":from": {"S": file.status},
                    ":read": {"N": str(file.revision)},
                },
            )
        except ClientError as failure:
            if aws.code(failure) == "ConditionalCheckFailedException":
                raise Stale from failure
            raise
    return moved


def unlist(table: str, file_id: FileId) -> None:
    """Takes a row that is no longer pending out of the index of pending files. Raises Stale when it is, or is gone."""
    with aws.calling():
        try:
            aws.dynamodb().update_item(
                TableName=table,
                Key=row_key(file_id),
                UpdateExpression=_LEAVE_INDEX,
                ConditionExpression="attribute_exists(pk) AND #status <> :pending",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={":pending": {"S": Status.PENDING}},
            )
        except ClientError as failure:
            if aws.code(failure) == "ConditionalCheckFailedException":
                raise Stale from failure
            raise


def overdue(table: str, before: datetime) -> Iterator[FileId]:
    """The files listed as pending since before `before`: their last sign of life (index read: eventually consistent).

    The shards come in an order drawn each time, so that a reader who never gets to the end starves none of them.
    """
    pages = aws.dynamodb().get_paginator("query")
    for shard in random.sample(range(PENDING_SHARDS), PENDING_SHARDS):
        for page in pages.paginate(
            TableName=table,
            IndexName="pending",
            KeyConditionExpression="pendingShard = :shard AND pendingSince < :before",
            ExpressionAttributeValues={
                ":shard": {"S": _shard_name(shard)},
                ":before": {"S": times.text(before)},
            },
        ):
            yield from _ids(page["Items"])


def _ids(items: Iterable[Any]) -> Iterator[FileId]:
    for item in items:
        file_id = parse_key(item["pk"]["S"].removeprefix("F#"))
        if file_id:
            yield file_id


def _shard_name(shard: int) -> str:
    return f"pending#{shard:02d}"


def pending_attributes(file_id: FileId, since: datetime) -> Item:
    """What puts a row into the sparse index of pending files, at the time of its last sign of life."""
    shard = zlib.crc32(file_id.key.encode()) % PENDING_SHARDS
    return {"pendingShard": {"S": _shard_name(shard)}, "pendingSince": {"S": times.text(since)}}


def to_item(file: File) -> Item:
    """The row's attributes; what is None is absent."""
    values: dict[str, str | int | datetime | None] = {
        "tenantId": file.id.tenant,
        "fileId": file.id.id,
        "owner": file.owner,
        "project": file.project,
        "filename": file.filename,
        "contentType": file.content_type,
        "status": file.status.value,
        "maxBytes": file.max_bytes,
        "createdAt": file.created_at,
        "changedAt": file.changed_at,
        "changedBy": file.changed_by,
        "correlationId": file.correlation_id,
        "revision": file.revision,
        "size": file.size,
        "sha256": file.sha256,
        # Not escaped: a row may be as large as what was promised, not three times that.
        "tags": json.dumps(file.tags, ensure_ascii=False) if file.tags else None,
        "metadata": json.dumps(file.metadata, ensure_ascii=False) if file.metadata else None,
        "signedAt": file.signed_at,
        "rejectedVersion": file.rejected_version,
        "reasonCode": file.reason_code,
        "reason": file.reason,
    }
    if file.arrival:
        values |= {
            "versionId": file.arrival.version_id,
            "etag": file.arrival.etag,
            "arrivedBytes": file.arrival.size,
            "uploadedAt": file.arrival.uploaded_at,
        }
    return row_key(file.id) | {name: _attribute(value) for name, value in values.items() if value is not None}


def _attribute(value: str | int | datetime) -> Any:
    if isinstance(value, datetime):
        return {"S": times.text(value)}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def from_item(item: Any) -> File:
    """The file that `to_item` wrote."""
    row = {name: next(iter(value.values())) for name, value in item.items()}
    arrival = None
    if "versionId" in row:
        arrival = Arrival(row["versionId"], row["etag"], int(row["arrivedBytes"]), times.parse(row["uploadedAt"]))
    return File(
        id=FileId(row["tenantId"], row["fileId"]),
        owner=row["owner"],
        project=row["project"],
        filename=row["filename"],
        content_type=row["contentType"],
        status=Status(row["status"]),
        max_bytes=int(row["maxBytes"]),
        created_at=times.parse(row["createdAt"]),
        changed_at=times.parse(row["changedAt"]),
        changed_by=row["changedBy"],
        correlation_id=row["correlationId"],
        size=int(row["size"]) if "size" in row else None,
        sha256=row.get("sha256"),
        tags=tuple(json.loads(row.get("tags", "[]"))),
        metadata=json.loads(row.get("metadata", "{}")),
        revision=int(row["revision"]),
        signed_at=times.parse(row["signedAt"]) if "signedAt" in row else None,
        arrival=arrival,
        rejected_version=row.get("rejectedVersion"),
        reason_code=row.get("reasonCode"),
        reason=row.get("reason"),
        listed="pendingShard" in row,
    )
