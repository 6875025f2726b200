"""SQS entry of the logger: messages about arrivals in, the messages to be delivered again out."""

from contextlib import ExitStack
from typing import Any

from common import logs, queues, times
from common.errors import Problem
from common.files import digests, notifications
from common.mail import sending
from logger import settings, trail

# What one message may need when AWS is slow. Messages that would not fit are left to their next delivery, so that a
# time-out does not send back those already done.
_RESERVE_MILLISECONDS = 10_000

# No later delivery mends these: a person must, and may then redrive. All others are worth a delivery.
_LASTING = (notifications.Malformed, trail.ForeignBucket, sending.NotSent)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "body": <S3's message, as text>}, …]} → {"batchItemFailures": […]}.

    A message that the verifier brings back is S3's with one record, and beside it the digest of the object's bytes.
    A message fails alone: SQS delivers it again, and in the end keeps it in the dead-letter queue. One that can never
    be understood, or whose alert SES refuses, is put there at once.
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
    """Whether the message is dealt with, or put away for good."""
    try:
        failures = _failures(body, conf)
        if not all(isinstance(failure, _LASTING) for failure in failures):
            return False
        if failures:
            queues.put_away(conf.arrivals_dlq, body, str(failures[-1]))
    except Exception as reason:  # noqa: BLE001 - whatever it is, it must fail this message and no other
        _tell(reason)
        return False
    return True


def _failures(body: str, conf: settings.LoggerSettings) -> list[Exception]:
    """What keeps the message from being done; a bad record keeps back no other."""
    try:
        message = notifications.read(body)
    except notifications.Malformed as reason:
        _tell(reason)
        return [reason]
    if not message.records:
        logs.info("test event taken: S3 announces that notifications are set up")
    return [failure for record in message.records if (failure := _follow(record, message.verified, conf))]


def _follow(record: Any, verified: Any, conf: settings.LoggerSettings) -> Exception | None:
    """Why the record could not be followed to its end: told under the correlation id of its upload, where known."""
    with ExitStack() as story:
        try:
            event = notifications.parse(record)
            story.enter_context(logs.bound(event=event.name, versionId=event.version_id))
            digest = digests.parse(verified, event) if verified is not None else None
            file = trail.announced(event, conf)
            if file:
                story.enter_context(logs.bound(correlationId=file.correlation_id, fileId=file.id.id))
            trail.follow(event, file, digest, conf, at=times.now())
        except Exception as reason:  # noqa: BLE001 - the other records of the message have a right to be followed
            _tell(reason)
            return reason
    return None


def _tell(reason: Exception) -> None:
    if isinstance(reason, (*_LASTING, Problem)):
        logs.warning("message failed", kind=type(reason).__name__, reason=str(reason))
    else:
        logs.failure("message failed")
