"""Bad events in the table `events`: found by tenant, newest first, and marked when they are sent again."""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from common import aws, times
from common.errors import NotFound
from common.events import bad, keys
from common.events.bad import Bad
from ingestion.reader import bad_ids
from ingestion.reader.table import Row, Table


def newest(table: Table, tenant: str, low: str, high: str, limit: int) -> list[Bad]:
    """At most `limit` bad events with sort keys below `high`, down to `low`. Raises Busy."""
    shares = [_share(table, keys.bad(tenant, shard), low, high, limit) for shard in range(keys.BAD_SHARDS)]
    merged = heapq.merge(*shares, key=lambda row: row["sk"]["S"], reverse=True)
    return [bad.read(tenant, row) for row in islice((row for row in merged if row["sk"]["S"] < high), limit)]


def _share(table: Table, partition: str, low: str, high: str, limit: int) -> Iterator[Row]:
    start = None
    while True:
        found, start = table.page(partition, low, high, limit, start)
        yield from found
        if start is None:
            return


def find(table: Table, tenant: str, given: str) -> Bad:
    """The bad event of this id. Raises NotFound, for what is another's just as for what never was; or Busy."""
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table.name, Key=bad_ids.key(tenant, given), ConsistentRead=True)
    if "Item" not in answer:
        raise NotFound
    return bad.read(tenant, answer["Item"])


def mark_replayed(table: Table, found: Bad, at: datetime) -> None:
    """Notes that the event was sent again, unless its time to live has come meanwhile. Raises Busy."""
    with aws.calling(), suppress(aws.dynamodb().exceptions.ConditionalCheckFailedException):
        aws.dynamodb().update_item(
            TableName=table.name,
            Key=bad.key(found.tenant, found.batch_id, found.place, found.received_at),
            UpdateExpression="SET replayedAt = :at ADD attempts :one",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":at": {"S": times.text(at)}, ":one": {"N": "1"}},
        )
