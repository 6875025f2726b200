"""The audit log in the DynamoDB table `audit`: rows are put once and never changed.

Under the object's key stand, in the order in which S3 numbered its events, what happened (a row an S3 event), what was
decided about it, and which alerts were sent.
"""

import zlib
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times

# An hour's rows are spread over this many partitions of the index that the digest reads.
HOUR_SHARDS = 8


def hour_partition(hour: datetime, shard: int) -> str:
    """The index partition of `hour` (its UTC hour of recording) and `shard`."""
    return f"{hour:%Y-%m-%dT%H}#{shard}"


def put_once(table: str, key: str, sort: str, *, at: datetime, attributes: dict[str, str | int | None]) -> bool:
    """Writes a row under the object `key` unless it stands there already; says whether it was written now.

    `attributes` that are None are left out. `sort` begins with the event's sequencer.
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


def decision_sort(prefix: str) -> str:
    """The sort key of what was decided about the event whose row has the sort key `prefix`."""
    return f"{prefix}#decision"
