"""SQS entry of the processor: messages of the collector in, the messages to be delivered again out."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from common import logs, queues, settings, times
from common.errors import Problem
from common.events import message
from processor.events import processing

# What one message may need when AWS is slow. Messages that would not fit are left to their next delivery, so that a
# time-out does not send back those already done.
_RESERVE_MILLISECONDS = 20_000

# Fourteen days in the queue and as many in the dead-letter queue. The rows of what is older may have expired, and then
# nobody can tell whether its events were stored before: a person must. EVENT_ROW_DAYS is longer by a week at least.
_GOOD_FOR = timedelta(days=28)


class TooOld(Exception):
    """The message was received too long ago for its duplicates to be known."""


@dataclass(frozen=True)
class EventsSettings:
    """The function `events`."""

    events_table: str
    events_dlq: str
    archive_bucket: str
    event_row_days: int


@cache
def for_events() -> EventsSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(EventsSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """{"Records": [{"messageId": "…", "body": <a text of `message.write`>}, …]} → {"batchItemFailures": […]}.

    A message fails alone: SQS delivers it again, and in the end keeps it in the dead-letter queue. One that can never
    be understood is put there at once. A bad event fails no message: it is kept with the bad events.
    """
    logs.setup()
    conf = for_events()
    failed = []
    for index, record in enumerate(event["Records"]):
        message_id = record["messageId"]
        with logs.bound(correlationId=message_id, messageId=message_id):
            if index and context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
                logs.warning("message left to its next delivery", reason="time is up")
                failed.append(message_id)
            elif not _took(record["body"], conf):
                failed.append(message_id)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def _took(body: str, conf: EventsSettings) -> bool:
    """Whether the message is dealt with, or put away for good."""
    with ExitStack() as bound:
        try:
            try:
                _process(message.read(body), conf, bound)
            except (message.Malformed, TooOld) as reason:
                _tell(reason)
                queues.put_away(conf.events_dlq, body, str(reason))
        except Exception as reason:  # noqa: BLE001 - whatever it is, it must fail this message and no other
            _tell(reason)
            return False
        return True


def _process(batch: message.Batch, conf: EventsSettings, bound: ExitStack) -> None:
    """`bound`: until when lines of the log carry the batch's ids; the one that tells of a failure is written last."""
    bound.enter_context(logs.bound(correlationId=batch.correlation_id, tenantId=batch.tenant, batchId=batch.batch_id))
    if times.now() - batch.received_at > _GOOD_FOR:
        raise TooOld(f"the message is older than {_GOOD_FOR.days} days")
    places = processing.Places(conf.events_table, conf.archive_bucket, conf.event_row_days)
    done = processing.process(batch, places)
    logs.info(
        "batch processed",
        stored=done.stored,
        duplicates=done.duplicates,
        bad=done.bad,
        redelivered=done.redelivered,
    )


def _tell(reason: Exception) -> None:
    kind = type(reason).__name__
    if isinstance(reason, (message.Malformed, TooOld, Problem)):
        logs.warning("message failed", kind=kind, reason=str(reason))
    else:
        logs.failure("message failed", kind=kind)
