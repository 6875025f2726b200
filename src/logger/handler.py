"""SQS entry of the logger: messages with S3 notifications in, the messages to be delivered again out."""

from typing import Any

from common import logs, times
from common.errors import Problem
from logger import dead_letters, events, mail, settings, trail

# What one message may need when AWS is slow. Messages that would not fit are left to their next delivery, so that a
# time-out does not send back those already done.
_RESERVE_MILLISECONDS = 10_000

# No later delivery mends these; the others are worth one.
_LASTING = (events.Malformed, trail.ForeignBucket)
_PASSING = (mail.NotSent, Problem)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "body": <S3's message, as text>}, …]} → {"batchItemFailures": […]}.

    A message fails alone: SQS delivers it again, and in the end keeps it in the dead-letter queue. One that can never
    be understood is put there at once.
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
    """Whether the message is dealt with, or put away for good; a bad record keeps back no other."""
    try:
        records = events.records(body)
    except events.Malformed as reason:
        return _put_away(body, reason, conf)
    if not records:
        logs.info("test event taken: S3 announces that notifications are set up")
    lasting: Exception | None = None
    passing = False
    for record in records:
        try:
            trail.follow(events.parse(record), conf, at=times.now())
        except _LASTING as reason:
            lasting = reason
        except _PASSING as reason:
            _tell(reason)
            passing = True
        except Exception:  # noqa: BLE001 - whatever it is, it must fail this message and no other
            logs.failure("message failed")
            passing = True
    if passing:
        return False
    return _put_away(body, lasting, conf) if lasting else True


def _put_away(body: str, reason: Exception, conf: settings.LoggerSettings) -> bool:
    _tell(reason)
    try:
        dead_letters.put(conf.arrivals_dlq, body, str(reason))
    except Exception:  # noqa: BLE001 - then SQS does it, after its deliveries
        logs.failure("message could not be put away")
        return False
    return True


def _tell(reason: Exception) -> None:
    logs.warning("message failed", kind=type(reason).__name__, reason=str(reason))
