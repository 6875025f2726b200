"""Scheduled entry of the purge: files whose time to be restored is over go for good.

First the row says so, and nothing brings the file back any more; then go all its versions, all that was made of it,
and what stands beside the row; the row goes last. So a run that dies anywhere leaves what the next one finds, and does
again. A file that was quarantined leaves its copy, which the bucket for those keeps for a time of its own.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from common import aws, logs, settings, times
from common.files import catalog, deletions
from common.files.file import FileId
from common.files.waiting import Wait
from processor.janitor import purging, rounds
from processor.janitor.rounds import Job

NAME = "purge"


@dataclass(frozen=True)
class PurgeSettings:
    """The function `purge`."""

    catalog_table: str
    uploads_bucket: str
    derived_bucket: str
    restore_days: int


@cache
def for_purge() -> PurgeSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(PurgeSettings)


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Any event → {"purged": 2, "skipped": 0, "failed": 0, "left": 0}; "left" is 1 when time ran out.

    Raises Undone at the end when some failed or were left, so that the run counts as failed and is tried again.
    """
    logs.setup()
    conf, now = for_purge(), times.now()
    counts: Counter[str] = Counter(purged=0, skipped=0, failed=0, left=0)
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)), ThreadPoolExecutor(rounds.AT_ONCE) as pool:
        aws.s3(), aws.dynamodb()  # clients are made by one thread, and then used by all
        counts.update(rounds.work(_jobs(conf, now), pool, context))
        logs.info("purged", **counts)
    rounds.require_done(counts, "files")
    return dict(counts)


def _jobs(conf: PurgeSettings, now: datetime) -> Iterator[Job]:
    # Longer than any signed URL lives.
    before = now - timedelta(days=conf.restore_days)
    for file_id in catalog.overdue(conf.catalog_table, before, Wait.DELETED):
        yield Job(file_id.id, partial(_purge, file_id, conf, before, now))


def _purge(file_id: FileId, conf: PurgeSettings, before: datetime, now: datetime) -> str:
    # The index may be behind: what counts is the row.
    file = catalog.find(conf.catalog_table, file_id)
    if file is None or file.deletion is None or file.deletion.at > before:
        return rounds.SKIPPED
    with logs.bound(correlationId=file.correlation_id):
        if file.deletion.purging_since is None:
            file = deletions.begin_purge(conf.catalog_table, file, by=NAME, at=now)
        purging.purge(file, conf.catalog_table, conf.uploads_bucket, conf.derived_bucket)
    return "purged"
