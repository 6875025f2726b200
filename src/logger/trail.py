"""One event through the audit log: first the facts, then the verdict on what arrived, then the alerts.

Each step is done once however often the event is delivered; a run that died is mended by the next delivery.
"""

from datetime import datetime

from common import logs, queues, times
from common.files import arrival, audit, catalog, digests, infections, notifications, objects, requests
from common.files.digests import Digest
from common.files.file import File, Head, parse_key
from common.files.notifications import Kind, S3Event
from common.files.requests import Cause
from common.files.verdicts import ADMITTED, Verdict, verdict
from logger import alerts
from logger.settings import LoggerSettings

NAME = "logger"

_OWN = {Kind.FOUND, Kind.INFECTED}
# No alert is sent for what the sweeper settles: the notification may still come, with its own.
_TOLD = {Kind.CREATED, Kind.INFECTED}


class ForeignBucket(Exception):
    """The event is of a bucket that Inlet does not audit."""


def announced(event: S3Event, settings: LoggerSettings) -> File | None:
    """The file whose object `event` is about; None when nobody announced it. Raises ForeignBucket, Busy."""
    if event.bucket != settings.uploads_bucket:
        raise ForeignBucket("the event is of another bucket")
    file_id = parse_key(event.key)
    return catalog.find(settings.catalog_table, file_id) if file_id else None


def follow(event: S3Event, file: File | None, digest: Digest | None, settings: LoggerSettings, *, at: datetime) -> None:
    """Does all that `event` of `file` asks for; `digest` is that of the version's bytes, when they have been read.

    Raises NotSent, Busy, Malformed (the digest is of another object); what is done by then stays done.
    """
    # Looked at before the facts are written, for they never change and hold its type. Gone by now: no type.
    head = objects.head(event.bucket, event.key, event.version_id) if event.is_arrival else None
    if head and digest:
        head = digests.proven(head, digest)
    # What Inlet's own functions tell is no event of S3's: there is nothing to be told but the verdict.
    fresh = event.kind not in _OWN and _put_facts(event, file, head, settings.audit_table, at=at)
    passed = None
    if event.is_arrival:
        passed = _judge(event, file, head, settings, fresh=fresh, at=at)
    elif event.kind is Kind.INFECTED:
        passed = infections.verdict(event, file)
        audit.put_verdict(settings.audit_table, event.key, event.sort, passed, file, by=infections.FINDER, at=at)
    logs.info("event recorded", fresh=fresh, verdict=passed.outcome if passed else None)
    if passed and passed.outcome == ADMITTED and digest and file:
        # S3's own word of it came before anybody could take it. With each delivery anew: the first one counts.
        request = requests.request(file.id, Cause.VERIFIED, file.correlation_id, at=at)
        queues.send(settings.processing_queue, requests.text(request))
    if passed and event.kind in _TOLD:
        alerts.send(passed, event, file, settings, at=at)


def _put_facts(event: S3Event, file: File | None, head: Head | None, table: str, *, at: datetime) -> bool:
    return audit.put_once(
        table,
        event.key,
        event.sort,
        at=at,
        attributes={
            "kind": event.kind.value,
            "eventName": event.name,
            "eventTime": times.text(event.happened_at),
            "sequencer": event.sequencer,
            "versionId": event.version_id,
            "size": event.size,
            "etag": event.etag,
            "type": head.content_type if head else None,
            "who": event.who,
            "where": event.where,
        }
        | audit.identity(event.key, file),
    )


def _judge(
    event: S3Event, file: File | None, head: Head | None, settings: LoggerSettings, *, fresh: bool, at: datetime
) -> Verdict | None:
    """The verdict on what arrived, passed now or long ago.

    None for a version that went before anybody judged it, and for one whose bytes have to be read first.
    """
    if not fresh:
        passed = audit.find_verdict(settings.audit_table, event.key, event.sort)
        if passed:
            # What was decided stays decided; a run may have died before it removed what it refused.
            if passed.rejection and head:
                objects.remove(event.bucket, event.key, passed.version_id)
            return passed
    if head is None:
        return audit.find_verdict(settings.audit_table, event.key, notifications.swept(event.version_id or "null"))
    return _settle(event, file, head, settings, at=at)


def _settle(event: S3Event, file: File | None, head: Head, settings: LoggerSettings, *, at: datetime) -> Verdict | None:
    by = notifications.FINDER if event.kind is Kind.FOUND else NAME

    def record(settled: arrival.Settled) -> None:
        passed = verdict(settled.decision, head)
        audit.put_verdict(settings.audit_table, event.key, event.sort, passed, settled.file, by=by, at=at)

    settler = arrival.Settler(settings.catalog_table, event.bucket, settings.verifications_queue, by)
    request = digests.request(event.record, file.correlation_id if file else None)
    settled = settler.settle(event.key, file, head, request=request, at=at, record=record)
    return verdict(settled.decision, head) if settled else None
