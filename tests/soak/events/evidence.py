"""What is there after a soak of events: rows, bad events, the archive as its view reads it, totals."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]


@dataclass(frozen=True)
class Stored:
    """An event as its line tells it: id and mark, type, whom it counts for, when it happened and was received."""

    pair: Pair
    event_type: str
    user: str
    timestamp: str
    received_at: str
    original: str | None
    sent_at: str | None
    properties: dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """All that is there. `archived` counts lines by pair as the view tells them, `raw` all lines in the bucket.

    `counts` and `users` are what /stats answers, by period and type: see verdict.truth.
    """

    rows: list[Stored]
    bad: list[tuple[Pair, str]]
    archived: Counter[Pair]
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    users: Mapping[tuple[str, str], int] = field(default_factory=dict)
    raw: int = 0
    dead_letters: int = 0
    unfolded: int = 0


def stored(line: bytes) -> Stored:
    """What a line of the archive, or of a row, says."""
    told = json.loads(line)
    return Stored(
        (told["event_id"], str(told["properties"].get("mark"))),
        told["event_type"],
        told.get("user_id") or told.get("anonymous_id") or "",
        told["timestamp"],
        told["received_at"],
        told.get("original_timestamp"),
        told.get("sent_at"),
        told["properties"],
    )


def payload_pair(event_id: str | None, payload: str) -> Pair:
    """Whose bad event it is: its payload is an event in the form of POST /events, or a line."""
    told = json.loads(payload)
    inner = told.get("properties") or {}
    return str(event_id or told.get("event_id") or told.get("eventId")), str(told.get("mark") or inner.get("mark"))


def lines(s3: Any, bucket: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Every line below `prefix`, with its partition. What stands twice in one partition the view tells once."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Contents", ()):
            data = s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
            partition = one["Key"].rpartition("/")[0]
            yield from ((partition, line) for line in gzip.decompress(data).splitlines())


def scanned(dynamodb: Any, table: str, prefix: str) -> Iterator[dict[str, Any]]:
    """All items whose partition key begins with `prefix`."""
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from (item for item in page["Items"] if item["pk"]["S"].startswith(prefix))
