"""SQS entry of the verifier: arrivals whose bytes have to be read in, the same with their digest out to the logger."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import Any

from common import logs, queues, settings
from common.backoff import attempts
from common.errors import Busy
from common.files import digests, notifications, streams
from processor.verifier import stream

# What is left to tell in the log why a reading ended before its end.
_RESERVE_MILLISECONDS = 5_000

# A digest took minutes to compute: it is sent again for up to twenty seconds. A pause and a call fit into the reserve.
_SENDS = 10
_SEND_MILLISECONDS = 20_000

# The pause before the next delivery is doubled so often at most.
_DOUBLED = 4


@dataclass(frozen=True)
class VerifierSettings:
    """The function `verifier`."""

    uploads_bucket: str
    arrivals_queue: str
    verifications_queue: str
    verifications_dlq: str
    retry_seconds: int


class TooSlow(Exception):
    """Time ran out before the last byte."""


@cache
def for_verifier() -> VerifierSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(VerifierSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "receiptHandle": "…", "body": <a message of `digests.request`>, "attributes":
    {"ApproximateReceiveCount": "1"}}]} → {"batchItemFailures": […]}.

    A message that fails is delivered again after minutes and read from its first byte; one that nobody of Inlet sent
    goes to the dead-letter queue at once. Nothing is kept here and nothing decided: the logger does that.
    """
    logs.setup()
    conf = for_verifier()
    failed = []
    for message in event["Records"]:
        message_id = message["messageId"]
        with logs.bound(correlationId=message_id, messageId=message_id):
            if not _took(message["body"], conf, context):
                _soon(message, conf)
                failed.append({"itemIdentifier": message_id})
    return {"batchItemFailures": failed}


def _took(body: str, conf: VerifierSettings, context: Any) -> bool:
    """Whether the message is dealt with, or put away for good."""
    with ExitStack() as story:
        try:
            try:
                _verify(body, conf, context, story)
            except notifications.Malformed as reason:
                logs.warning("message failed", kind="Malformed", reason=str(reason))
                queues.put_away(conf.verifications_dlq, body, str(reason))
        except (Busy, streams.Broken, TooSlow) as reason:
            logs.warning("message failed", kind=type(reason).__name__, reason=str(reason))
            return False
        except Exception:  # noqa: BLE001 - the message is delivered again, whatever it was
            logs.failure("message failed")
            return False
    return True


def _soon(message: dict[str, Any], conf: VerifierSettings) -> None:
    """Has a message that failed delivered again in minutes; should that fail too, at its visibility timeout."""
    deliveries = int(message["attributes"]["ApproximateReceiveCount"])
    pause = conf.retry_seconds * 2 ** min(deliveries - 1, _DOUBLED)
    try:
        queues.deliver_again(conf.verifications_queue, message["receiptHandle"], after_seconds=pause)
    except Exception:  # noqa: BLE001 - that the message failed must be told all the same
        logs.failure("message comes again late")


def _verify(body: str, conf: VerifierSettings, context: Any, story: ExitStack) -> None:
    """`story` is what the log lines are bound to. Raises Malformed, Busy, Broken, TooSlow."""

    def go_on(read: int) -> None:
        if context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
            raise TooSlow(f"{read} bytes were read when time was up")

    message = notifications.read(body)
    if message.correlation_id:
        story.enter_context(logs.bound(correlationId=message.correlation_id))
    event = _arrival(message, conf)
    story.enter_context(logs.bound(versionId=event.version_id))
    started = time.monotonic()
    try:
        digest = stream.digest(event.bucket, event.key, event.version_id or "", event.size or 0, go_on=go_on)
    except streams.Gone:
        # Whoever removed it settled it, or the sweeper will: there is nothing left to be read.
        logs.info("version is gone")
        return
    _send(conf.arrivals_queue, digests.answer(event.record, digest), context)
    logs.info("version verified", sizeBytes=digest.size, seconds=round(time.monotonic() - started, 3))


def _send(queue: str, answer: str, context: Any) -> None:
    """Sends what was computed, again and again while there is time. Raises Busy."""
    for _ in attempts(_SENDS):
        try:
            return queues.send(queue, answer)
        except Busy:
            if context.get_remaining_time_in_millis() < _SEND_MILLISECONDS:
                raise
    raise Busy


def _arrival(message: notifications.Message, conf: VerifierSettings) -> notifications.S3Event:
    """The arrival that is to be verified. Raises Malformed."""
    if len(message.records) != 1 or message.verified is not None:
        raise notifications.Malformed("the message does not ask for one digest")
    event = notifications.parse(message.records[0])
    if not event.is_arrival:
        raise notifications.Malformed("the event is of no arrival")
    if not event.size:
        raise notifications.Malformed("the record has no size")
    if event.bucket != conf.uploads_bucket:
        raise notifications.Malformed("the event is of another bucket")
    return event
