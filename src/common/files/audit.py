"""The audit log in the DynamoDB table `audit`: rows are put once and never changed.

Under the object's key stand, in the order in which S3 numbered its events, what happened (a row an S3 event), what was
decided about it, and which alerts were sent.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times
from common.files.file import File, Rejection, parse_key
from common.files.verdicts import ADMITTED, Verdict

# An hour's rows are spread over this many partitions of the index that the digest reads.
HOUR_SHARDS = 8


def hour_partition(hour: datetime, shard: int) -> str:
    """The index partition of `hour` (its UTC hour of recording) and `shard`."""
    return f"{hour:%Y-%m-%dT%H}#{shard}"


def put_once(table: str, key: str, sort: str, *, at: datetime, attributes: dict[str, str | int | None]) -> bool:
    """Writes a row under the object `key` unless it stands there already; says whether it was written now.

    `attributes` that are None are left out; `kind` among them says what the row is.
    """
    shard = zlib.crc32(f"{key} {sort}".encode()) % HOUR_SHARDS
    item: dict[str, Any] = {
        "pk": {"S": key},
        "sk": {"S": sort},
        "hour": {"S": hour_partition(at, shard)},
        "recordedAt": {"S": times.text(at)},
    }
    for name, value in attributes.items():
        if value is not None:
            item[name] = {"N": str(value)} if isinstance(value, int) else {"S": value}
    with aws.calling():
        try:
            aws.dynamodb().put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")
        except ClientError as failure:
            if aws.code(failure) == "ConditionalCheckFailedException":
                return False
            raise
    return True


def find(table: str, key: str, sort: str) -> dict[str, str | int] | None:
    """The attributes of one row (a consistent read), or None."""
    with aws.calling():
        answer = aws.dynamodb().get_item(
            TableName=table, Key={"pk": {"S": key}, "sk": {"S": sort}}, ConsistentRead=True
        )
    return _plain(answer["Item"]) if "Item" in answer else None


def recorded_in(table: str, hour: datetime, names: tuple[str, ...]) -> Iterator[dict[str, str | int]]:
    """The rows recorded in the UTC `hour`, each with those of its attributes that `names` lists.

    An index read: a row may be missing for the first moments after it was written.
    """
    aliases = {f"#{name}": name for name in names}
    for shard in range(HOUR_SHARDS):
        pages = (
            aws.dynamodb()
            .get_paginator("query")
            .paginate(
                TableName=table,
                IndexName="by_hour",
                KeyConditionExpression="#hour = :hour",
                ProjectionExpression=", ".join(aliases),
                ExpressionAttributeNames=aliases | {"#hour": "hour"},
                ExpressionAttributeValues={":hour": {"S": hour_partition(hour, shard)}},
            )
        )
        for page in pages:
            for item in page["Items"]:
                yield _plain(item)


def _plain(item: Any) -> dict[str, str | int]:
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}


def put_verdict(
    table: str, key: str, event_sort: str, verdict: Verdict, file: File | None, *, by: str, at: datetime
) -> None:
    """Writes `verdict` beside the event whose row has the sort key `event_sort`; what stands there already stays."""
    rejection = verdict.rejection
    attributes: dict[str, str | int | None] = {
        "kind": "decision",
        "verdict": verdict.outcome,
        "reasonCode": rejection.code if rejection else None,
        "reason": rejection.reason if rejection else None,
        "by": by,
        "versionId": verdict.version_id,
        "size": verdict.size,
        "type": verdict.content_type,
    }
    put_once(table, key, _decision_sort(event_sort), at=at, attributes=attributes | identity(key, file))


def find_verdict(table: str, key: str, event_sort: str) -> Verdict | None:
    """The verdict that `put_verdict` wrote, or None."""
    row = find(table, key, _decision_sort(event_sort))
    if row is None:
        return None
    return Verdict(
        version_id=str(row["versionId"]),
        size=int(row["size"]),
        content_type=str(row["type"]),
        rejection=Rejection(str(row["reasonCode"]), str(row["reason"])) if row["verdict"] != ADMITTED else None,
    )


def _decision_sort(event_sort: str) -> str:
    return f"{event_sort}#decision"


def identity(key: str, file: File | None) -> dict[str, str | int | None]:
    """The attributes by which a row's file, who promised it, and the request that announced it, are found again.

    The owner stands there because S3's own principal is that of the role which signed, whoever asked for the URL.
    """
    file_id = parse_key(key)
    return {
        "tenantId": file_id.tenant if file_id else None,
        "fileId": file_id.id if file_id else None,
        "owner": file.owner if file else None,
        "correlationId": file.correlation_id if file else None,
    }
