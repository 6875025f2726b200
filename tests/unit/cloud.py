"""An account of AWS inside the test's process (moto): both tables, the uploads bucket, and SES."""

import dataclasses
import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws
from moto.backends import get_backend

from common import aws, logs, times
from common.files import catalog, file_rows, objects, places, waiting
from common.files.file import File, FileId
from common.files.lifecycle import Status
from common.files.waiting import Wait
from logger import totals

NOW = datetime(2026, 11, 21, 13, 5, 0, 123000, tzinfo=UTC)
TENANT = "t-" + "0123456789abcdef" * 2
FILE_ID = FileId(TENANT, "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e")
KEY = FILE_ID.key
OWNER = "u-" + "fedcba9876543210" * 2
PNG = b"\x89PNG\r\n\x1a\n"
SENDER = "inlet@example.com"


class Crash(BaseException):
    """The process dies: nothing in the code under test may catch it."""


def pending(file_id: FileId = FILE_ID, **changes: Any) -> File:
    """A file as ingestion enters it, signed at NOW."""
    file = File(
        id=file_id,
        owner=OWNER,
        project="default",
        filename="Menü – plan+final ü%.png",
        content_type="image/png",
        status=Status.PENDING,
        max_bytes=1000,
        created_at=NOW,
        changed_at=NOW,
        changed_by=OWNER,
        correlation_id="request-1",
        size=len(PNG),
        signed_at=NOW,
    )
    return dataclasses.replace(file, **changes)


def account(service: Any, region: str = "eu-central-1") -> Any:
    """What moto keeps of a service, behind its API."""
    return get_backend(service)["123456789012"][region]


class Cloud:
    """Shorthands over the clients that the code under test uses too."""

    catalog = "catalog"
    audit = "audit"
    bucket = "inlet-unit-uploads"
    arrivals = "inlet-unit-arrivals"
    dlq = "inlet-unit-arrivals-dlq"
    verifications = "inlet-unit-verifications"
    verifications_dlq = "inlet-unit-verifications-dlq"
    processing = "inlet-unit-processing"
    processing_dlq = "inlet-unit-processing-dlq"
    queues = (arrivals, dlq, verifications, verifications_dlq, processing, processing_dlq)

    def __init__(self) -> None:
        keys_only = {"ProjectionType": "KEYS_ONLY"}
        waits = (waiting.INDEX, "waitingIn", "waitingSince", keys_only)
        self._create_table(self.catalog, waits, ("by_status", "statusKey", "statusAt", keys_only))
        digest = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(totals.NAMES)}
        self._create_table(self.audit, ("by_hour", "hour", "recordedAt", digest))
        aws.s3().create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        aws.s3().put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        aws.sesv2().create_email_identity(EmailIdentity=SENDER)
        for queue in self.queues:
            aws.sqs().create_queue(QueueName=queue)

    def _create_table(self, table: str, *indexes: tuple[str, str, str, Any]) -> None:
        keys = [name for _, partition, sort, _ in indexes for name in (partition, sort)]
        aws.dynamodb().create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", *keys)],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": [
                        {"AttributeName": partition, "KeyType": "HASH"},
                        {"AttributeName": sort, "KeyType": "RANGE"},
                    ],
                    "Projection": projection,
                }
                for index, partition, sort, projection in indexes
            ],
        )

    def announce(self, file: File | None = None) -> File:
        """Enters a pending file into the catalogue."""
        file = file or pending()
        item = file_rows.to_item(file) | waiting.place(file.id, Wait.PENDING, file.signed_at or file.created_at)
        aws.dynamodb().put_item(TableName=self.catalog, Item=item)
        return file

    def file(self, file_id: FileId = FILE_ID) -> Any:
        """The catalogue's file, or None."""
        return catalog.find(self.catalog, file_id)

    def listed(self) -> frozenset[places.Place]:
        """The rows that there are in lists."""
        return frozenset(
            places.Place(row["pk"], row["sk"]) for row in self.items(self.catalog) if row["pk"].startswith("L#")
        )

    def upload(self, key: str = KEY, body: bytes = PNG, content_type: str = "image/png", **more: Any) -> str:
        """Puts an object; returns its version id."""
        answer = aws.s3().put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type, **more)
        return answer["VersionId"]

    def head(self, version: str | None = None, key: str = KEY) -> Any:
        """What S3 says of a version, the current one unless told which; or None."""
        return objects.head(self.bucket, key, version)

    def versions(self, key: str = KEY) -> set[str]:
        answer = aws.s3().list_object_versions(Bucket=self.bucket, Prefix=key)
        return {version["VersionId"] for version in answer.get("Versions", [])}

    def items(self, table: str) -> list[dict[str, Any]]:
        """The table's rows, in the order of their keys."""
        found = aws.dynamodb().scan(TableName=table)["Items"]
        rows = [{name: next(iter(value.values())) for name, value in item.items()} for item in found]
        return sorted(rows, key=lambda row: (row["pk"], row["sk"]))

    def messages(self, queue: str) -> list[Any]:
        """The messages in a queue, which are taken out of it."""
        if not account("sqs").queues[queue].messages:
            return []  # most are, most of the time: that takes no call
        url, found = aws.sqs().get_queue_url(QueueName=queue)["QueueUrl"], list[Any]()
        while (
            taken := aws.sqs()
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            for message in taken:
                aws.sqs().delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found += taken
        return found

    def bodies(self, queue: str) -> list[str]:
        """The texts of the messages in a queue, which are taken out of it."""
        return [message["Body"] for message in self.messages(queue)]

    def dead_letters(self, queue: str = dlq) -> list[tuple[str, str]]:
        """The bodies and reasons of the messages in a dead-letter queue, which are taken out of it."""
        return [
            (message["Body"], message["MessageAttributes"]["reason"]["StringValue"]) for message in self.messages(queue)
        ]

    def audited(self, key: str = KEY) -> dict[str, dict[str, Any]]:
        """The audit rows of `key` by sort key."""
        return {row["sk"]: row for row in self.items(self.audit) if row["pk"] == key}

    def mails(self) -> list[Any]:
        """The messages that SES took, oldest first."""
        return account("ses").sent_messages

    def clear(self) -> None:
        """Empties tables, bucket, queues and outbox: past the API, which takes a call for each thing in them."""
        for table in (self.catalog, self.audit):
            account("dynamodb").tables[table].items.clear()
        objects_held = account("s3", "aws").buckets[self.bucket].keys
        for key in list(objects_held):
            objects_held.setlist(key, [])  # which closes what the versions hold
        objects_held.clear()
        for queue in self.queues:
            held = account("sqs").queues[queue]
            held._messages, held._pending_messages = [], set()
        self.mails().clear()

    def refuse_mail(self) -> None:
        aws.sesv2().delete_email_identity(EmailIdentity=SENDER)

    def take_mail(self) -> None:
        aws.sesv2().create_email_identity(EmailIdentity=SENDER)


@contextmanager
def interrupted(hook: Any, event: str = "before-call", *more: Any) -> Iterator[None]:
    """Calls `hook(operation)` at every AWS call: before it is made, or (`after-call`) before its answer is told.

    `more` are clients beside those of common.aws.
    """

    def called(model: Any, **_: Any) -> None:
        hook(model.name)

    clients: list[Any] = [aws.dynamodb(), aws.s3(), aws.sesv2(), aws.sqs(), *more]
    for client in clients:
        client.meta.events.register(event, called)
    try:
        yield
    finally:
        for client in clients:
            client.meta.events.unregister(event, called)


def dying_at(call: int) -> Any:
    """A hook that kills the process at the `call`-th AWS call, counted from 1."""
    calls = iter(range(1, call + 1))

    def hook(operation: str) -> None:
        if next(calls, call) == call:
            raise Crash(operation)

    return hook


def dying_on(operation: str) -> Any:
    """A hook that kills the process at each call of `operation`."""

    def hook(called: str) -> None:
        if called == operation:
            raise Crash(operation)

    return hook


class Context:
    """What Lambda hands to a handler; `milliseconds` is what is left each time it is asked."""

    aws_request_id = "invocation-1"

    def __init__(self, *milliseconds: int) -> None:
        self._left = list(milliseconds)

    def get_remaining_time_in_millis(self) -> int:
        return self._left.pop(0) if self._left else 300_000


class Clock:
    """The clock that the code under test reads."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(times, "now", clock)
    return clock


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An empty account."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unit")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield Cloud()


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Reads the log lines written so far; the test runner's own handlers come back afterwards."""
    root, output = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    root.handlers.clear()
    with redirect_stdout(output):
        logs.setup()
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
