"""Scheduled entry of the compactor: small archive objects of closed hours become few large ones."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from common import logs, settings, times
from processor.compactor import compaction, rounds, store

# One plan with the most inputs, when S3 is slow. The rest is the next run's.
_RESERVE_MILLISECONDS = 60_000
_READERS = 8


@dataclass(frozen=True)
class CompactorSettings:
    """The function `compactor`."""

    archive_bucket: str


@dataclass(frozen=True)
class Run:
    """What a run has: threads that read, whether there is time to go on, and what it came to so far."""

    pool: ThreadPoolExecutor
    go_on: Callable[[], bool]
    counts: Counter[str]


class Uncompacted(Exception):
    """Some folders failed, which the log names, or time ran out before all were seen. All others are done."""


@cache
def for_compactor() -> CompactorSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(CompactorSettings)


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Any event → {"read": 120, "written": 2, "aside": 0, "failed": 0, "left": 0}.

    "read" small objects are in the "written" large ones and gone; "aside" are damaged ones; "failed" are folders;
    "left" is 1 when time ran out. Raises Uncompacted at the end when some failed or were left, so that the run counts
    as failed and is tried again, which goes on where this one stopped.
    """
    logs.setup()
    bucket = for_compactor().archive_bucket
    counts: Counter[str] = Counter(read=0, written=0, aside=0, failed=0, left=0)

    def go_on() -> bool:
        return bool(context.get_remaining_time_in_millis() > _RESERVE_MILLISECONDS)

    with logs.bound(correlationId=getattr(context, "aws_request_id", None)), ThreadPoolExecutor(_READERS) as pool:
        store.client()  # made by one thread, and then used by all
        _all(bucket, Run(pool, go_on, counts))
        logs.info("compacted", **counts)
    if counts["failed"] or counts["left"]:
        raise Uncompacted(f"{counts['failed']} folders failed" + "; time ran out" * counts["left"])
    return dict(counts)


def _all(bucket: str, run: Run) -> None:
    now = times.now()
    for folder in rounds.unfinished(bucket):
        _compact(bucket, folder, run)
    for tenant in rounds.tenants(bucket):
        with _failing_alone(run, tenantId=tenant):
            for folder in rounds.folders(bucket, tenant, now):
                if run.go_on():
                    _compact(bucket, folder, run)
        if not run.go_on():
            # The tenant's rest comes last: however many objects one has, the others have their turn.
            run.counts["left"] = 1
            rounds.remember(bucket, tenant)
            break
    else:
        rounds.remember(bucket, "")


def _compact(bucket: str, folder: str, run: Run) -> None:
    with _failing_alone(run, folder=folder):
        run.counts.update(compaction.compact(bucket, folder, run.pool, run.go_on))


@contextmanager
def _failing_alone(run: Run, **named: str) -> Iterator[None]:
    with logs.bound(**named):
        try:
            yield
        except Exception:  # noqa: BLE001 - the other folders and tenants go on
            logs.failure("could not be compacted")
            run.counts["failed"] += 1
