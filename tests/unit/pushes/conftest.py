"""The outbox and the pusher on the account in this process, before a topic and connections that do as tests say."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws, queues
from common.files import file_rows
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.pushes import keys, notifications
from processor.outbox import handler as outbox_handler
from processor.pusher import gateway
from processor.pusher import handler as pusher_handler
from tests.unit.cloud import NOW, TENANT, clock, cloud, lines, pending

__all__ = ["clock", "cloud", "lines"]

PUSHES, DLQ = "inlet-unit-pushes", "inlet-unit-pushes-dlq"
UPLOADED = pending(status=Status.UPLOADED, revision=2, arrival=Arrival("v1", "e", 8, NOW))
TOLD = notifications.of(UPLOADED)


def error(code):
    return ClientError({"Error": {"Code": code, "Message": ""}}, "Call")


def record(before, after):
    """A record of the stream: a row as it was, and as it is."""
    images = {"OldImage": before and file_rows.to_item(before), "NewImage": after and file_rows.to_item(after)}
    change = {name: image for name, image in images.items() if image}
    return {"dynamodb": {"Keys": {"pk": {"S": "F#x"}, "sk": {"S": "FILE"}}, "SequenceNumber": "17", **change}}


class Topic:
    """Stands for SNS: keeps what it takes; `trouble` says of a call what goes wrong."""

    def __init__(self):
        self.told: list[Any] = []
        self.calls = 0
        self.trouble: Callable[[int], Exception | None] = lambda call: None

    def publish(self, TopicArn, **entry):  # noqa: N803 - boto3's names
        self.calls += 1
        assert TopicArn == "topic"
        if trouble := self.trouble(self.calls):
            raise trouble
        self.told.append(entry)

    @property
    def ids(self):
        return [json.loads(entry["Message"])["id"] for entry in self.told]


class Connections:
    """Stands for API Gateway: what each connection got; `trouble` says of a connection what goes wrong."""

    def __init__(self):
        self.got = []
        self.trouble = {}

    def post_to_connection(self, ConnectionId, Data):  # noqa: N803
        for wrong in self.trouble.get(ConnectionId, ())[:1]:
            self.trouble[ConnectionId] = self.trouble[ConnectionId][1:]
            raise error(wrong)
        self.got.append((ConnectionId, json.loads(Data)))


@pytest.fixture
def own_queues(cloud, monkeypatch):
    for name, value in {
        "STATUS_TOPIC": "topic",
        "PUSHES_QUEUE": PUSHES,
        "PUSHES_DLQ": DLQ,
        "CATALOG_TABLE": "catalog",
        "CONNECTIONS_URL": "https://sockets.example/live",
    }.items():
        monkeypatch.setenv(name, value)
    for queue in (PUSHES, DLQ):
        aws.sqs().create_queue(QueueName=queue)
    monkeypatch.setattr("common.backoff.time", SimpleNamespace(sleep=lambda seconds: None))
    queues._url.cache_clear()
    outbox_handler._settings.cache_clear()
    pusher_handler._settings.cache_clear()


@pytest.fixture
def topic(own_queues, monkeypatch):
    fake = Topic()
    monkeypatch.setattr(aws, "sns", lambda: fake)
    return fake


@pytest.fixture
def connections(own_queues, monkeypatch):
    fake = Connections()
    monkeypatch.setattr(gateway, "client", lambda url: fake)
    return fake


@pytest.fixture
def enter(own_queues):
    """Makes somebody a member, with connections."""

    def make(user, *ids, role="member", projects=("default",), tenant=TENANT):
        rows = [
            keys.member(tenant, user)
            | {"role": {"S": role}}
            | ({"projects": {"SS": list(projects)}} if projects else {})
        ]
        for number, one in enumerate(ids):
            rows.append(keys.place(tenant, user, number) | {"connectionId": {"S": one}, "ttl": {"N": "4000000000"}})
            rows.append(keys.connection(one) | {"tenantId": {"S": tenant}})
        for row in rows:
            aws.dynamodb().put_item(TableName="catalog", Item=row)

    return make


@pytest.fixture
def push(connections):
    """Hands over messages; the ids of those that are to be delivered again."""

    def hand_over(*bodies):
        texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
        records = [{"messageId": str(number), "body": text} for number, text in enumerate(texts)]
        answer = pusher_handler.handler({"Records": records}, None)
        return [int(one["itemIdentifier"]) for one in answer["batchItemFailures"]]

    return hand_over
