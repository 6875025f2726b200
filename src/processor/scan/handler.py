"""Lambda entry of step `scan`: the pinned version of a file in, what a scanner says of it out."""

import time
from functools import cache
from typing import Any

from common import logs, times
from common.files import extraction
from common.files.catalog import Stale
from common.files.extraction import Task
from common.files.processing import ScanResult
from common.files.streams import Gone
from processor.scan import scanning, telling, verdicts
from processor.scan.scan_settings import Scanner, ScanSettings, for_scan
from processor.scan.scanning import Found
from processor.scan.warm import Warm

# What is left to end in good order.
_RESERVE_MILLISECONDS = 3_000
# An engine answers when its own time is up: beyond that it hangs.
_HANGS_SECONDS = 10
# An engine that was ready in this time was warm, or costs little: it would not go quicker another time.
_WARM_SECONDS = 15


class TooSlow(Exception):
    """Time ran out before there was a verdict, and much of it went by until the engine was ready.

    With one that is warm it may suffice, but not in what is left of this run: the state machine ends it at once, and
    its message is delivered again.
    """


@cache
def warm() -> Warm:
    """The engine of this container."""
    conf = for_scan()
    return Warm(conf.clamd, conf.definitions_bucket, conf.scan_seconds)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """{"tenantId", "fileId", "versionId", "size", "mediaType", "attempt", "run", "correlationId", "guardDuty", …} →
    {"outcome": "ok" │ "infected" │ "refused" │ "stale" │ "gone", "code", "reason"}.

    Raises what another attempt can mend: Busy, EngineDown, Damaged, Unclear, Broken, TooSlow.
    """
    logs.setup()
    task = extraction.read(event)
    told = {"tenantId": task.file_id.tenant, "fileId": task.file_id.id, "attempt": task.attempt, "step": "scan"}
    with logs.bound(correlationId=task.correlation_id, **told):
        started = time.monotonic()
        try:
            answer = _scan(task, event.get("guardDuty"), for_scan(), context)
        except Exception as reason:
            logs.warning("step broke", kind=type(reason).__name__, reason=str(reason))
            raise
        seconds = round(time.monotonic() - started, 3)
        logs.info(
            "step ended", outcome=answer["outcome"], code=answer.get("code"), sizeBytes=task.size, seconds=seconds
        )
        return answer


def _scan(task: Task, guardduty: Any, conf: ScanSettings, context: Any) -> dict[str, str]:
    began = times.now()
    try:
        found = _judge(task, guardduty, conf, context)
        infected = found.verdict.result is ScanResult.INFECTED
        following = "quarantine" if infected else conf.extractors.get(task.media_type)
        telling.record(conf.catalog_table, task, found, began=began, following=following)
        telling.tag(conf.uploads_bucket, task, found.scan)
    except Stale:
        return {"outcome": "stale"}
    except Gone:
        return {"outcome": "gone", "code": "gone", "reason": "The file is no longer there."}
    return telling.answer(found)


def _judge(task: Task, guardduty: Any, conf: ScanSettings, context: Any) -> Found:
    if conf.scanner is Scanner.NONE:
        return scanning.by_nobody()
    if conf.scanner is Scanner.GUARDDUTY:
        return scanning.by_guardduty(conf.catalog_table, task, guardduty)
    return _by_clamav(task, conf, context)


def _by_clamav(task: Task, conf: ScanSettings, context: Any) -> Found:
    def left_seconds() -> float:
        milliseconds: int = context.get_remaining_time_in_millis() - _RESERVE_MILLISECONDS
        return milliseconds / 1000

    def go_on() -> None:
        if left_seconds() <= 0:
            raise TooSlow("time was up before there was a verdict")

    def silent_seconds() -> float:
        return max(min(conf.scan_seconds + _HANGS_SECONDS, left_seconds()), 0.001)

    before = left_seconds()
    engine = warm().engine(go_on)
    was_warm = before - left_seconds() <= _WARM_SECONDS
    try:
        return scanning.by_clamav(conf.uploads_bucket, task, engine, silent_seconds=silent_seconds, go_on=go_on)
    except TooSlow:
        if not was_warm:
            raise
    return Found(verdicts.TOO_SLOW, Scanner.CLAMAV, times.now(), engine.definitions)
