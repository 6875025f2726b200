"""The slices that the totals lack, as the index lists them: it may be behind by a moment in both directions."""

import random
import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from common import aws
from common.events import keys
from common.events.total_rows import Item

# Of each share of the index. What is beyond is met by the next listing.
MOST_LISTED = 5_000

Waiting = dict[str, list[Item]]


def read(table: str) -> Waiting:
    """Keys of slices that are to be folded, by tenant. Raises Busy."""
    found: Waiting = {}
    partitions = keys.every_unfolded()
    for partition in random.sample(partitions, len(partitions)):
        for item in _listed(table, partition):
            tenant = item["gs"]["S"].partition("#")[0]
            found.setdefault(tenant, []).append(item)
    return found


def oldest_seconds(waiting: Waiting, now: datetime) -> int:
    """For how long the oldest batch has been waiting, by the instant in its id (a UUID of version 7); 0 without any."""
    ids = (item["gs"]["S"].split("#")[2] for items in waiting.values() for item in items)
    return max((round((now - at).total_seconds()) for one in ids if (at := _made(one)) and at < now), default=0)


def _made(batch_id: str) -> datetime | None:
    try:
        parsed = uuid.UUID(batch_id)
    except ValueError:
        return None
    return datetime.fromtimestamp((parsed.int >> 80) / 1000, UTC) if parsed.version == 7 else None


def _listed(table: str, partition: str) -> Iterator[Item]:
    """Entries of one share. Where it begins is drawn, so that a backlog at the front of it starves none."""
    beginning = f"t-{secrets.token_hex(2)}"
    entries = _between(table, partition, beginning, "u", MOST_LISTED)
    yield from entries
    yield from _between(table, partition, "", beginning, MOST_LISTED - len(entries))


def _between(table: str, partition: str, first: str, end: str, most: int) -> list[Item]:
    """At most `most` entries from `first` up to `end`."""
    found: list[Item] = []
    start: dict[str, Any] = {}
    while len(found) < most:
        with aws.calling():
            answer = aws.dynamodb().query(
                TableName=table,
                IndexName="by_key",
                KeyConditionExpression="gk = :gk AND gs BETWEEN :first AND :end",
                ExpressionAttributeValues={":gk": {"S": partition}, ":first": {"S": first or "t"}, ":end": {"S": end}},
                Limit=most - len(found),
                **start,
            )
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            break
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
    return found
