"""SQS entry of the pusher: notifications in, messages to WebSocket connections out."""

from functools import cache
from typing import Any

from common import logs, queues, settings, times
from common.errors import Busy
from common.pushes.notifications import Malformed
from processor.pusher import messages, pushing
from processor.pusher.pushing import PusherSettings


@cache
def _settings() -> PusherSettings:
    return settings.read(PusherSettings)


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "body": <a message of messages.py>}]} → {"batchItemFailures": […]}.

    One that fails fails alone. What Inlet never sent goes to the dead-letter queue at once.
    """
    logs.setup()
    failed = [message["messageId"] for message in event["Records"] if not _took(message)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _took(message: dict[str, Any]) -> bool:
    """Whether the message is dealt with, or put away for good."""
    conf = _settings()
    with logs.bound(messageId=message["messageId"]):
        try:
            try:
                asked = messages.parse(message["body"])
            except Malformed as reason:
                logs.warning("message failed", kind="Malformed", reason=str(reason))
                queues.put_away(conf.pushes_dlq, message["body"], str(reason))
                return True
            with logs.bound(correlationId=asked.notification["id"], tenantId=asked.notification["tenantId"]):
                pushing.push(asked, conf, at=times.now())
        except Busy:
            logs.warning("message failed", kind="Busy")
        except Exception:  # noqa: BLE001 - whatever it is, it must fail this message and no other
            logs.failure("message failed")
        else:
            return True
    return False
