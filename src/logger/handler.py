"""SQS entry of the logger: messages with S3 notifications in, the messages to be delivered again out."""

from typing import Any

from common import logs, times
from common.errors import Problem
from logger import events, mail, settings, trail

# What one message may need when AWS is slow. Messages that would not fit are left to their next delivery, so that a
# time-out does not send back those already done.
_RESERVE_MILLISECONDS = 10_000

_EXPECTED = (events.Malformed, trail.ForeignBucket, mail.NotSent, Problem)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "body": <S3's message, as text>}, …]} → {"batchItemFailures": […]}.

    A message fails alone: SQS delivers it again, and in the end keeps it in the dead-letter queue.
    """
    logs.setup()
    conf = settings.for_logger()
    failed = []
    for index, message in enumerate(event["Records"]):
        message_id = message["messageId"]
        with logs.bound(correlationId=message_id, messageId=message_id):
            if index and context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
                logs.warning("message left to its next delivery", reason="time is up")
                failed.append(message_id)
            elif not _took(message["body"], conf):
                failed.append(message_id)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _took(body: str, conf: settings.LoggerSettings) -> bool:
    """Whether all records of the message are dealt with; a bad one keeps back no other."""
    try:
        records = events.records(body)
    except events.Malformed as reason:
        _tell(reason)
        return False
    if not records:
        logs.info("test event taken: S3 announces that notifications are set up")
    failures = 0
    for record in records:
        try:
            trail.follow(events.parse(record), conf, at=times.now())
        except _EXPECTED as reason:
            _tell(reason)
            failures += 1
        except Exception:  # noqa: BLE001 - whatever it is, it must fail this message and no other
            logs.failure("message failed")
            failures += 1
    return not failures


def _tell(reason: Exception) -> None:
    logs.warning("message failed", kind=type(reason).__name__, reason=str(reason))
