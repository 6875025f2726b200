"""Many small jobs in one run, several at once, for as long as the run's time allows."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from itertools import islice
from typing import Any

from common import logs
from common.files import catalog

# Each is a handful of waits for AWS.
AT_ONCE = 8

# What one job may need when AWS is slow; the rest is left to the next run.
_RESERVE_MILLISECONDS = 15_000

FAILED, LEFT, SKIPPED = "failed", "left", "skipped"


@dataclass(frozen=True)
class Job:
    """One thing to be done about a file, and how: to which outcome."""

    file_id: str
    do: Callable[[], str]


class Undone(Exception):
    """Some jobs failed, which the log names, or time ran out before all were seen. All others were done."""


def work(jobs: Iterator[Job], pool: ThreadPoolExecutor, context: Any, *, keep: int = 0) -> Counter[str]:
    """Does the `jobs`, several at once, until no more than `keep` ms are left; how many came to which outcome.

    `failed` are those that raised, and a list of jobs that cannot be read on; `left` is 1 when time ran out.
    """
    outcomes: Counter[str] = Counter()
    while batch := _next(jobs, outcomes):
        if context.get_remaining_time_in_millis() < max(keep, _RESERVE_MILLISECONDS):
            outcomes[LEFT] = 1
            break
        # A thread knows what is bound to the log lines only when it is told.
        done = [pool.submit(copy_context().run, _outcome, job) for job in batch]
        outcomes.update(one.result() for one in done)
    return outcomes


def require_done(counts: Counter[str], of: str) -> None:
    """Raises Undone when some failed or were left, so that the run counts as failed and is tried again."""
    if counts[FAILED] or counts[LEFT]:
        raise Undone(f"{counts[FAILED]} {of} failed" + "; time ran out before all were seen" * counts[LEFT])


def _next(jobs: Iterator[Job], outcomes: Counter[str]) -> list[Job]:
    batch: list[Job] = []
    try:
        batch.extend(islice(jobs, AT_ONCE))
    except Exception:  # noqa: BLE001 - other lists must be read, and the summary told
        logs.failure("what is to be done could not be listed")
        outcomes[FAILED] += 1
    return batch


def _outcome(job: Job) -> str:
    with logs.bound(fileId=job.file_id):
        try:
            return job.do()
        except catalog.Stale:
            # Somebody was faster; should there still be something to do, the next run meets it again.
            return SKIPPED
        except Exception:  # noqa: BLE001 - one bad row must not keep the others
            logs.failure("job failed")
            return FAILED
