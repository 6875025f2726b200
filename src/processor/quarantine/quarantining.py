"""An infected version: people are told, a copy of it is kept where nothing reads it, and it is deleted.

The row and the tag said by then that it is infected. In this order a crash between any two steps is mended by doing it
all again: nothing is deleted before it is told and kept.
"""

from dataclasses import dataclass

from common import logs, queues, times
from common.files import catalog, infections, objects, runs
from common.files.catalog import Stale
from common.files.file import Arrival, File, FileId
from common.files.lifecycle import Status
from common.files.processing import Scan, ScanResult, Step, StepStatus
from processor.quarantine import copies

STEP = "quarantine"

Answer = dict[str, str]
_OK: Answer = {"outcome": "ok"}
_STALE: Answer = {"outcome": "stale"}
_GONE: Answer = {"outcome": "gone", "code": "gone", "reason": "The file is no longer there."}
_NOT_INFECTED: Answer = {
    "outcome": "refused",
    "code": "not_infected",
    "reason": "The file was to be quarantined, although the scanner did not find it infected.",
}


@dataclass(frozen=True)
class QuarantineSettings:
    """The function `quarantine`."""

    catalog_table: str
    uploads_bucket: str
    quarantine_bucket: str
    arrivals_queue: str


@dataclass(frozen=True)
class Task:
    """The version of a file that is to be quarantined, and the run that found it infected."""

    file_id: FileId
    version_id: str
    attempt: int
    run: str


def quarantine(task: Task, conf: QuarantineSettings) -> Answer:
    """Does so; the state machine's answer. Raises Busy.

    {"outcome": "ok"}, also when it was done before; {"outcome": "gone", …} when nothing is left of the version;
    {"outcome": "stale"} when the run is no longer the file's; {"outcome": "refused", …} when the row does not say that
    this version is infected: nothing is deleted on another's word.
    """
    began = times.now()
    file = catalog.find(conf.catalog_table, task.file_id)
    if file is None or not _in_run(file, task):
        return _STALE
    found = _infected(file, task.version_id)
    if found is None:
        logs.warning("the row does not say that the version is infected", versionId=task.version_id)
        return _NOT_INFECTED
    # Told of it twice, the logger tells people once.
    queues.send(conf.arrivals_queue, infections.message(conf.uploads_bucket, file.id, *found, file.correlation_id))
    kept = copies.keep(copies.Version(conf.uploads_bucket, file.id.key, task.version_id), conf.quarantine_bucket)
    if kept:
        objects.remove(conf.uploads_bucket, file.id.key, task.version_id)
    answer = _OK if kept else _GONE
    status = StepStatus.DONE if kept else StepStatus.FAILED
    try:
        ended = Step(status, began, times.now(), answer.get("reason"))
        runs.record(conf.catalog_table, task.file_id, task.attempt, task.run, {STEP: ended}, by=STEP)
    except Stale:
        return _STALE
    return answer


def _in_run(file: File, task: Task) -> bool:
    run = file.processing
    return file.status is Status.PROCESSING and run is not None and (run.attempt, run.run) == (task.attempt, task.run)


def _infected(file: File, version_id: str) -> tuple[Arrival, Scan] | None:
    """The version and the verdict, when the file is this version and the row says that it is infected."""
    arrival, scan = file.arrival, file.processing.scan if file.processing else None
    if arrival is None or arrival.version_id != version_id or scan is None or scan.result is not ScanResult.INFECTED:
        return None
    return arrival, scan
