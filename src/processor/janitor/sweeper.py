"""Scheduled entry of the sweeper: pending uploads whose object never came expire; what came after all is settled.

What came of uploads that were aborted is removed. Parts that belong to no pending upload are dropped, those of the
uploads that have just expired among them.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from common import aws, logs, queues, settings, times
from common.files import arrival, audit, catalog, digests, notifications, objects, requests
from common.files.file import File, FileId, Head
from common.files.lifecycle import Status
from common.files.requests import Cause
from common.files.verdicts import verdict
from processor.janitor import expiry, leftovers, rounds
from processor.janitor.rounds import Job

NAME = notifications.FINDER


@dataclass(frozen=True)
class SweeperSettings:
    """The function `sweeper`."""

    catalog_table: str
    audit_table: str
    uploads_bucket: str
    verifications_queue: str
    processing_queue: str
    pending_expiry_seconds: int
    verification_cycle_seconds: int
    expired_row_days: int

    @property
    def silence(self) -> timedelta:
        """How long a pending upload may give no sign of life."""
        return timedelta(seconds=self.pending_expiry_seconds)

    @property
    def verification(self) -> timedelta:
        """How long the deliveries of one request for a verification may take."""
        return timedelta(seconds=self.verification_cycle_seconds)


@cache
def for_sweeper() -> SweeperSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(SweeperSettings)


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Any event → {"expired": 2, "settled": 0, "verifying": 0, "dropped": 1, "skipped": 0, "failed": 0, "left": 0}.

    "verifying" were handed to the verifier; "dropped" are multipart uploads, all others uploads; "left" is 1 when time
    ran out.

    Raises Undone at the end when some failed or were left, so that the run counts as failed and is tried again.
    """
    logs.setup()
    conf = for_sweeper()
    now = times.now()
    counts: Counter[str] = Counter(expired=0, settled=0, verifying=0, dropped=0, skipped=0, failed=0, left=0)
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)), ThreadPoolExecutor(rounds.AT_ONCE) as pool:
        aws.s3(), aws.sqs()  # clients are made by one thread, and then used by all
        # Half of the time is the parts', and what the uploads leave: however many are overdue, parts are dropped.
        half = context.get_remaining_time_in_millis() // 2
        counts.update(rounds.work(_uploads(conf, now), pool, context, keep=half))
        counts.update(rounds.work(_parts(conf, now), pool, context))
        counts["left"] = min(counts["left"], 1)
        logs.info("swept", **counts)
    rounds.require_done(counts, "uploads")
    return dict(counts)


def _uploads(conf: SweeperSettings, now: datetime) -> Iterator[Job]:
    for file_id in catalog.overdue(conf.catalog_table, now - conf.silence):
        yield Job(file_id.id, partial(_sweep, file_id, conf, now))


def _parts(conf: SweeperSettings, now: datetime) -> Iterator[Job]:
    for begun in leftovers.begun(conf.uploads_bucket):
        yield Job(begun.name, partial(leftovers.sweep, begun, conf.catalog_table, conf.uploads_bucket, now))


def _sweep(file_id: FileId, conf: SweeperSettings, now: datetime) -> str:
    # The index may be behind: what counts is the row.
    file = catalog.find(conf.catalog_table, file_id)
    if file is None or not file.listed or not expiry.is_overdue(file, now, conf.silence, conf.verification):
        return "skipped"
    with logs.bound(correlationId=file.correlation_id):
        # A row that is no longer pending was aborted, and whatever came is late; or a run died after it had written it:
        # then its version is judged again, with the same result.
        head = objects.head(conf.uploads_bucket, file_id.key, file.judged_version)
        if head is None and file.status is Status.PENDING:
            _expire(file, conf, now)
            return "expired"
        if head and not _settled(file, head, conf, now):
            return "verifying"
        catalog.unlist(conf.catalog_table, file_id, by=NAME, at=now)
        return "settled"


def _settled(file: File, head: Head, conf: SweeperSettings, now: datetime) -> bool:
    """The object came, its notification did not: decided as the logger would, and on record under the version.

    False when its bytes have to be read first; the logger then settles it, in the sweeper's name. What was to be read
    and never was is rejected in the end. The row stays in the
    index until all is done, so that the next run finds what a run that died left undone.
    """
    key = file.id.key

    def record(settled: arrival.Settled) -> None:
        passed, sort = verdict(settled.decision, head), notifications.swept(head.version_id)
        audit.put_verdict(conf.audit_table, key, sort, passed, settled.file, by=NAME, at=now)

    settler = arrival.Settler(conf.catalog_table, conf.uploads_bucket, conf.verifications_queue, NAME, last_resort=True)
    found = notifications.found(conf.uploads_bucket, key, head.version_id, head.size, at=now)
    request = digests.request(found, file.correlation_id)
    settled = settler.settle(key, file, head, request=request, at=now, record=record)
    done = "upload settled" if settled else "upload handed to the verifier"
    logs.info(f"{done} without its notification", versionId=head.version_id)
    if settled and settled.file and settled.file.status is Status.UPLOADED:
        # What tells the logger of objects may be lost for those who process them, too. It does no harm twice.
        lost = requests.request(file.id, Cause.LOST, file.correlation_id, at=now)
        queues.send(conf.processing_queue, requests.text(lost))
    return settled is not None


def _expire(file: File, conf: SweeperSettings, now: datetime) -> None:
    catalog.move(
        conf.catalog_table,
        file,
        Status.EXPIRED,
        by=NAME,
        at=now,
        rejection=expiry.reason(conf.silence),
        keep_for=timedelta(days=conf.expired_row_days),
    )
    logs.info("upload expired")
