"""The verifier on the account in this process, fed as SQS feeds it."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from common import queues
from processor.verifier import handler
from tests.unit.cloud import Cloud, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines", "verifier"]


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


Verifier = Callable[..., list[str]]


@pytest.fixture
def verifier(cloud: Cloud, clock: Any, lines: Any, monkeypatch: pytest.MonkeyPatch) -> Verifier:
    """Delivers a message to the handler; answers which failed: "m0"."""
    environment = {
        "UPLOADS_BUCKET": Cloud.bucket,
        "ARRIVALS_QUEUE": Cloud.arrivals,
        "VERIFICATIONS_QUEUE": Cloud.verifications,
        "RETRY_SECONDS": "120",
        "VERIFICATIONS_DLQ": Cloud.verifications_dlq,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    handler.for_verifier.cache_clear()
    queues._url.cache_clear()

    def deliver(body: str, context: Context | None = None, *, receipt: str = "r0", deliveries: int = 1) -> list[str]:
        message = {"messageId": "m0", "receiptHandle": receipt, "body": body}
        attributes = {"ApproximateReceiveCount": str(deliveries)}
        answer = handler.handler({"Records": [message | {"attributes": attributes}]}, context or Context())
        assert answer.keys() == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return deliver
