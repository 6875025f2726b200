"""Scheduled entry of the roller: folds slices of events into the totals of their tenants.

Two that run at the same time hinder each other and do no harm: see `folding`.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from common import logs, settings, times
from common.backoff import attempts
from common.errors import Busy
from processor.aggregate import backlog, folding
from processor.aggregate.folding import Raced

# What one fold may need when AWS is slow; the rest is left to the next run.
_RESERVE_MILLISECONDS = 15_000
_ATTEMPTS = 5

# Runs are a minute apart. Slices that stay unfolded for so long are an operator's business; answers count them anyway.
LATE_SECONDS = 900


@dataclass(frozen=True)
class RollerSettings:
    """The function `roller`."""

    events_table: str


class Behind(Exception):
    """Slices of some tenants could not be folded, which the log names, or have waited for long. The others were."""


@cache
def for_roller() -> RollerSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(RollerSettings)


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """Any event → {"listed": 12, "slices": 12, "folds": 2, "raced": 0, "failed": 0, "left": 0, "oldestSeconds": 61}.

    "listed" slices waited, the oldest for so many seconds; "left" are those that time ran out for, or others' folds.
    Raises Behind at the end when a tenant failed, or slices were left that have waited for LATE_SECONDS.
    """
    logs.setup()
    conf, now, started = for_roller(), times.now(), time.perf_counter()
    counts: Counter[str] = Counter(listed=0, slices=0, folds=0, raced=0, failed=0, left=0, oldestSeconds=0)
    with logs.bound(correlationId=getattr(context, "aws_request_id", None)):
        while _folded_all(conf.events_table, context, counts, now):
            pass
        logs.info("folded", milliseconds=round((time.perf_counter() - started) * 1000), **counts)
    if counts["failed"] or (counts["left"] and counts["oldestSeconds"] >= LATE_SECONDS):
        raise Behind(f"{counts['failed']} tenants or slices failed, {counts['left']} slices were left")
    return dict(counts)


def _folded_all(table: str, context: Any, counts: Counter[str], now: datetime) -> bool:
    """Folds what one listing shows. Whether all of it is done, and more may wait than a listing takes."""
    waiting = backlog.read(table)
    listed, before = sum(len(one) for one in waiting.values()), counts["slices"]
    counts["listed"] += listed
    counts["oldestSeconds"] = max(counts["oldestSeconds"], backlog.oldest_seconds(waiting, now))
    counts["left"] = 0
    # In turns, one fold a tenant: nobody waits for the end of another's backlog.
    while waiting and context.get_remaining_time_in_millis() >= _RESERVE_MILLISECONDS:
        for tenant in list(waiting):
            if context.get_remaining_time_in_millis() < _RESERVE_MILLISECONDS:
                break
            _fold(table, tenant, waiting, counts, now)
    counts["left"] += sum(len(one) for one in waiting.values())
    return not waiting and listed >= backlog.MOST_LISTED and counts["slices"] > before


def _fold(table: str, tenant: str, waiting: backlog.Waiting, counts: Counter[str], now: datetime) -> None:
    """One fold of a tenant's slices; what is left of them stays in `waiting`."""
    slices = waiting.pop(tenant)
    with logs.bound(tenantId=tenant):
        for _ in attempts(_ATTEMPTS):
            try:
                folded = folding.fold(table, tenant, slices, at=now)
            except (Raced, Busy):
                counts["raced"] += 1
                continue
            except Exception:  # noqa: BLE001 - one tenant's bad row must not keep the others
                logs.failure("slices could not be folded")
                counts["failed"] += 1
                counts["left"] += len(slices)
                return
            counts["folds"] += 1
            counts["slices"] += folded.slices
            counts["failed"] += folded.bad
            if folded.left:
                waiting[tenant] = folded.left
            return
    counts["left"] += len(slices)
