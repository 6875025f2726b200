"""The queue `events` in moto, what was put into it, and ways to send."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from moto import mock_aws

from common import aws, queues
from common.events import message
from common.events.message import Batch
from ingestion.collector import intake
from ingestion.collector.intake import Outcome
from ingestion.collector.judging import Item
from ingestion.collector.origin import Origin
from ingestion.collector.settings import Settings

NOW = datetime(2026, 11, 21, 13, 5, 0, 123000, tzinfo=UTC)
ORIGIN = Origin("t-1", "k-1", NOW, "request-1", ip="192.0.2.0", user_agent="unit/1")


def settings(**changes: Any) -> Settings:
    """Settings as they are by default."""
    values: dict[str, Any] = {
        "catalog_table": "catalog",
        "events_queue": "events",
        "event_max_age_days": 400,
        "issuer": "https://issuer.example",
        "audience": "client-1",
        "required_scope": "inlet/api",
        "jwks_url": "",
        "unknown_types": "accept",
        "ip_addresses": "whole",
    }
    return Settings(**values | changes)


def items(*events: Any) -> list[Item]:
    """Events as those of a batch."""
    return [Item(index, f"/batch/{index}", event) for index, event in enumerate(events)]


class Queue:
    """The queue `events`."""

    def batches(self) -> list[Batch]:
        """All that was put into it since it was last asked."""
        url = aws.sqs().get_queue_url(QueueName="events")["QueueUrl"]
        found: list[Batch] = []
        while got := aws.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for one in got:
                found.append(message.read(one["Body"]))
                aws.sqs().delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        return found


@pytest.fixture
def queue(environment: pytest.MonkeyPatch) -> Iterator[Queue]:
    """An empty queue `events`."""
    with mock_aws():
        aws.sqs.cache_clear()
        queues._url.cache_clear()
        aws.sqs().create_queue(QueueName="events")
        yield Queue()
    queues._url.cache_clear()


@pytest.fixture
def take(queue: Queue) -> Callable[..., Outcome]:
    """Takes events as a request would bring them; the rest is changes to the settings."""

    def taken(*events: Any, origin: Origin = ORIGIN, keep_refused: bool = False, **changes: Any) -> Outcome:
        return intake.take(items(*events), origin, settings(**changes), keep_refused=keep_refused)

    return taken


@pytest.fixture
def noise() -> Callable[[int], str]:
    """Text of so many characters that no compression makes much shorter; the same in each run, never the same twice."""
    random = Random(4)
    return lambda length: b64encode(random.randbytes(length * 3 // 4)).decode()
