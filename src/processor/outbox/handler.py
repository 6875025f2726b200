"""Entry of the function `outbox`: changes of files in the catalogue in, notifications to the topic out."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from common import logs, queues, settings
from common.pushes.notifications import Notification
from processor.outbox import publishing, records


@dataclass(frozen=True)
class OutboxSettings:
    """The topic of notifications (an ARN), and the queue (a name) for records that nobody can read."""

    status_topic: str
    pushes_dlq: str


@cache
def _settings() -> OutboxSettings:
    return settings.read(OutboxSettings)


def handler(event: dict[str, Any], _context: Any) -> None:
    """{"Records": [{"dynamodb": {"Keys", "OldImage", "NewImage", "SequenceNumber"}}]}, a batch of DynamoDB's stream.

    Raises Busy when SNS or SQS has no time: Lambda brings the batch again, and what was told is told again under the
    same ids. Never raises for a record that no repetition could mend, since it would block the stream.
    """
    logs.setup()
    conf = _settings()
    for record in event["Records"]:
        if one := _told(record, conf):
            publishing.publish(conf.status_topic, one)
            ids = {"tenantId": one["tenantId"], "fileId": one["fileId"]}
            logs.info("told", correlationId=one["id"], status=one["status"], **ids)


def _told(record: dict[str, Any], conf: OutboxSettings) -> Notification | None:
    try:
        return records.told(record)
    except records.Unreadable as reason:
        logs.warning("record put away", reason=str(reason))
        # Its key, not what it holds: names and metadata are people's. The row itself is in the catalogue.
        change = record["dynamodb"]
        body = {"stream": {"keys": change["Keys"], "sequenceNumber": change.get("SequenceNumber")}}
        queues.put_away(conf.pushes_dlq, json.dumps(body), f"the row cannot be read: {reason}")
    return None
