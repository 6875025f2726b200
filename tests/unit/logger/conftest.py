"""The logger on the account in this process, fed as SQS feeds it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest

from common import queues
from logger import alerts, handler, settings
from tests.unit.cloud import KEY, SENDER, Clock, Cloud, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines", "logger"]

ALL = {"name": "all", "on": ["admitted", "rejected"], "recipients": ["ops@example.com"]}


def record(
    version: str, name: str = "ObjectCreated:Put", *, key: str = KEY, sequencer: str = "01", **changes: Any
) -> Any:
    """One record as S3 writes it."""
    return {
        "eventTime": "2026-11-21T13:04:59.900Z",
        "eventName": name,
        "userIdentity": {"principalId": "AWS:EXAMPLE"},
        "requestParameters": {"sourceIPAddress": "192.0.2.7"},
        "s3": {
            "bucket": {"name": Cloud.bucket},
            "object": {
                "key": quote_plus(key, safe="/"),
                "size": 8,
                "eTag": "e9dd2797018cad79186e03e8c5aec8dc",
                "versionId": version,
                "sequencer": sequencer,
            },
        },
    } | changes


class Logger:
    """Delivers messages to the handler; `rules` and `sender` are its configuration."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.configure()

    def configure(self, *rules: dict[str, Any], sender: str = SENDER) -> None:
        environment = {
            "CATALOG_TABLE": Cloud.catalog,
            "AUDIT_TABLE": Cloud.audit,
            "UPLOADS_BUCKET": Cloud.bucket,
            "ARRIVALS_DLQ": Cloud.dlq,
            "VERIFICATIONS_QUEUE": Cloud.verifications,
            "PROCESSING_QUEUE": Cloud.processing,
            "MAIL_FROM": sender,
            "ALERT_RULES": json.dumps(rules),
        }
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)
        settings.for_logger.cache_clear()
        queues._url.cache_clear()
        alerts._warn_without_sender.cache_clear()

    def __call__(self, *bodies: Any, context: Context | None = None) -> list[str]:
        """Delivers one message per body (a list of records, or raw text); answers which failed: "m0", "m1", …"""
        messages = [
            {"messageId": f"m{index}", "body": body if isinstance(body, str) else json.dumps({"Records": body})}
            for index, body in enumerate(bodies)
        ]
        answer = handler.handler({"Records": messages}, context or Context())
        assert answer.keys() == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def logger(cloud: Cloud, clock: Clock, lines: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> Logger:
    """The logger with no alert rules."""
    return Logger(monkeypatch)
