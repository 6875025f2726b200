"""A version before its scanner: read once, judged and hashed in constant memory."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.files import catalog
from common.files.extraction import Task
from common.files.processing import Scan, ScanResult
from common.files.streams import Reading
from processor.scan import limits, verdicts
from processor.scan.engine import Engine, EngineDown
from processor.scan.scan_settings import Scanner
from processor.scan.verdicts import Unclear, Verdict
from processor.scan.zip64 import Watch


@dataclass(frozen=True)
class Found:
    """A verdict with who gave it when; `digest` is the SHA-256 (hex) of the bytes, where all of them were read."""

    verdict: Verdict
    scanner: Scanner
    at: datetime
    definitions: str | None = None
    digest: str | None = None

    @property
    def scan(self) -> Scan:
        """As the catalogue keeps it."""
        return Scan(self.verdict.result, self.scanner, self.at, self.verdict.signature, self.definitions)


def by_clamav(
    bucket: str, task: Task, engine: Engine, *, silent_seconds: Callable[[], float], go_on: Callable[[], None]
) -> Found:
    """What clamd says. Raises Gone and Broken of `streams`, EngineDown, Unclear, and what `go_on` raises."""
    if task.size > limits.MAX_FILE_BYTES:
        return Found(verdicts.TOO_LARGE, Scanner.CLAMAV, times.now(), engine.definitions)
    hashed, watch, read = hashlib.sha256(), Watch(), 0
    reading = Reading(bucket, task.file_id.key, task.version_id, task.size, lambda _: go_on())

    def blocks() -> Iterator[bytes]:
        nonlocal read
        for block in reading.blocks():
            hashed.update(block)
            watch.look(block)
            read += len(block)
            yield block

    try:
        verdict = verdicts.of_clamd(engine.scan(blocks(), seconds=silent_seconds))
    except EngineDown:
        go_on()  # it may have been silent only for as long as there was time
        raise
    if verdict.result is ScanResult.CLEAN and read != task.size:
        raise Unclear("the engine called clean what it had not read to its end")
    if watch.seen and verdict.result is ScanResult.CLEAN:
        verdict = verdicts.ZIP64
    whole = hashed.hexdigest() if read == task.size else None
    return Found(verdict, Scanner.CLAMAV, times.now(), engine.definitions, whole)


def by_guardduty(table: str, task: Task, told: Any) -> Found:
    """What GuardDuty `told` with its event; a file that is processed once more keeps the verdict that it had."""
    if isinstance(told, dict):
        verdict = verdicts.of_guardduty(str(told.get("status")), list(told.get("threats") or ()))
        return Found(verdict, Scanner.GUARDDUTY, times.now())
    file = catalog.find(table, task.file_id)
    before = file.processing.scan if file and file.processing else None
    if before and before.scanner == Scanner.GUARDDUTY and before.result is ScanResult.CLEAN:
        return Found(verdicts.CLEAN, Scanner.GUARDDUTY, before.at)
    return Found(verdicts.NO_VERDICT, Scanner.GUARDDUTY, times.now())


def by_nobody() -> Found:
    """There is no scanner, and the row says so."""
    return Found(verdicts.UNSCANNED, Scanner.NONE, times.now())
