"""The processor on the account in this process, fed as SQS feeds it."""

import gzip
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from moto.dynamodb.models import DynamoDBBackend

from common import aws, queues
from common.events import bad, message, rows, slices
from common.events.message import Accepted, Batch, Refused
from processor.events import handler, inserting
from tests.unit import statements
from tests.unit.cloud import NOW, TENANT, Clock, Cloud, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines", "processor"]

BUCKET = "inlet-unit-archive"
DLQ = "inlet-unit-events-dlq"


def said(
    event_id: str | None = "e1", event_type: str = "click", at: str = "2026-11-21T13:04:00.000Z", **more: Any
) -> bytes:
    """A line as the collector writes it; `more` are its other members."""
    line = {"event_id": event_id, "event_type": event_type, "timestamp": at, "properties": {}} | more
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()


def batch(
    *found: bytes,
    batch_id: str | None = None,
    refused: tuple[Refused, ...] = (),
    received_at: datetime = NOW,
    tenant: str = TENANT,
) -> Batch:
    """A message with these lines. The hash of an event is that of its line."""
    return Batch(
        tenant=tenant,
        batch_id=batch_id or str(uuid.uuid4()),
        received_at=received_at,
        correlation_id="request-1",
        events=tuple(Accepted(line, hashlib.sha256(line).digest()[:16]) for line in found),
        refused=refused,
        archived=message.compress(list(found)),
    )


def other(one: Batch, **changes: Any) -> Batch:
    """The same, as it comes in another batch: a client that tries again."""
    return replace(one, batch_id=str(uuid.uuid4()), **changes)


class Processor:
    """Delivers batches to the handler, and tells what came of them."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def __call__(self, *batches: Batch | str, context: Context | None = None) -> list[str]:
        """Delivers one message each; answers which failed: "m0", "m1", …"""
        bodies = [one if isinstance(one, str) else message.write(one) for one in batches]
        records = [{"messageId": f"m{index}", "body": body} for index, body in enumerate(bodies)]
        answer = handler.handler({"Records": records}, context or Context())
        assert answer.keys() == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def items(self, prefix: str) -> list[dict[str, Any]]:
        """The table's rows whose partition key begins so, in the order of their keys."""
        return [row for row in self._cloud.items("events") if row["pk"].startswith(prefix)]

    @property
    def stored(self) -> dict[str, str]:
        """The batch that each stored event belongs to, by id."""
        return {json.loads(rows.unpack(row["line"]))["event_id"]: row["batchId"] for row in self.items("E#")}

    @property
    def sliced(self) -> list[str]:
        """The ids of all events that slices list, each as often as they do."""
        return sorted(one.event_id for row in self.items("S#") for one in slices.unpack_entries(row["entries"]))

    @property
    def archived(self) -> list[str]:
        """The ids of all events in the archive, each as often as it is there."""
        return sorted(json.loads(line)["event_id"] for body in self.objects.values() for line in body.splitlines())

    @property
    def objects(self) -> dict[str, bytes]:
        """The archive's objects by key, inflated."""
        found = aws.s3().list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {
            one["Key"]: gzip.decompress(aws.s3().get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read())
            for one in found
        }

    @property
    def bad(self) -> list[bad.Bad]:
        """The bad events."""
        found = aws.dynamodb().scan(TableName="events")["Items"]
        return [bad.read(TENANT, row) for row in found if row["pk"]["S"].startswith("B#")]

    def dead_letters(self) -> list[tuple[str, str]]:
        """The bodies and reasons of the messages in the dead-letter queue, which are taken out of it."""
        return self._cloud.dead_letters(DLQ)


@pytest.fixture
def processor(
    cloud: Cloud, clock: Clock, lines: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Processor]:
    """The processor of an empty account."""
    monkeypatch.setattr(DynamoDBBackend, "batch_execute_statement", statements.batch_execute_statement)
    environment = {"EVENTS_TABLE": "events", "EVENTS_DLQ": DLQ, "ARCHIVE_BUCKET": BUCKET, "EVENT_ROW_DAYS": "90"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    cloud._create_table("events", ("by_key", "gk", "gs", {"ProjectionType": "KEYS_ONLY"}))
    aws.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.sqs().create_queue(QueueName=DLQ)
    handler.for_events.cache_clear()
    inserting._trusting.cache_clear()
    queues._url.cache_clear()
    yield Processor(cloud)
    inserting._trusting.cache_clear()
