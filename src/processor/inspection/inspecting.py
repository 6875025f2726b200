"""One version of a file, held against its row, then judged by its content; the outcome is noted in the row."""

from dataclasses import dataclass
from typing import Any

from common import logs, times
from common.files import catalog, objects, runs
from common.files.catalog import Stale
from common.files.file import File, FileId, Head, Rejection
from common.files.gates import VERDICT_TAG
from common.files.lifecycle import Status
from common.files.processing import Processing, Step, StepStatus
from common.files.streams import Gone
from processor.inspection import judgement, libmagic, version

STEP, NEXT = "inspect", "scan"

Answer = dict[str, str]
_STALE: Answer = {"outcome": "stale"}
_GONE: Answer = {"outcome": "gone", "code": "gone", "reason": "The file is no longer there."}


@dataclass(frozen=True)
class Task:
    """The version that is to be inspected, in which run of its file."""

    file_id: FileId
    version_id: str
    attempt: int
    run: str


def read(payload: dict[str, Any]) -> Task:
    """The task that the state machine tells. Raises KeyError when a member is missing."""
    file_id = FileId(payload["tenantId"], payload["fileId"])
    return Task(file_id, payload["versionId"], payload["attempt"], payload["run"])


def inspect(task: Task, table: str, bucket: str) -> Answer:
    """The state machine's answer. May be repeated: the row then says the same. Raises Busy, libmagic.Unusable.

    {"outcome": "ok", "mediaType"}, {"outcome": "refused", "code", "reason"}; "stale" when the run is not the file's any
    more, or the version never was its own; "gone" when there is none, of which nothing is noted.
    """
    file = catalog.find(table, task.file_id)
    run = file.processing if file else None
    if file is None or run is None or not _is_of(task, file, run):
        return _STALE
    try:
        judged = _judged(bucket, task, file, run)
    except Gone:
        return _GONE
    try:
        _note(table, task, run, judged)
    except Stale:
        return _STALE
    if isinstance(judged, Rejection):
        return {"outcome": "refused", "code": judged.code, "reason": judged.reason}
    return {"outcome": "ok", "mediaType": judged}


def _is_of(task: Task, file: File, run: Processing) -> bool:
    mine = file.status is Status.PROCESSING and (run.attempt, run.run) == (task.attempt, task.run)
    return mine and file.arrival is not None and file.arrival.version_id == task.version_id


def _judged(bucket: str, task: Task, file: File, run: Processing) -> str | Rejection:
    """The media type of the version's content, or why it is refused. Raises Gone, Busy."""
    key = task.file_id.key
    head = objects.head(bucket, key, task.version_id)
    if head is None:
        raise Gone
    broken = _broken_promise(file, head)
    if broken:
        return broken
    if head.tagged and _are_foreign(version.tags(bucket, key, task.version_id), run):
        return Rejection("tagged", "The object arrived with tags; only the verdict may tag it.")
    ends = version.read(bucket, key, task.version_id, head.size)
    return judgement.judge(file.content_type, ends, libmagic.media_type)


def _broken_promise(file: File, head: Head) -> Rejection | None:
    """What the version no longer is of what it was admitted as: then S3 and the catalogue speak of different bytes."""
    arrival = file.arrival
    if arrival is None or head.size != arrival.size or head.etag != arrival.etag:
        return Rejection("size_mismatch", "The object is not the one that was accepted: its size or ETag is another.")
    if head.content_type != file.content_type:
        return Rejection("type_mismatch", f"The object is not declared as {file.content_type}.")
    if file.sha256 and head.checksum_sha256 not in (file.sha256, None):
        return Rejection("checksum_mismatch", "The object's SHA-256 is not the promised one.")
    return None


def _are_foreign(tags: frozenset[str], run: Processing) -> bool:
    """Whether anybody but the scanner has tagged the version. The scanner does so once the row has its verdict."""
    return bool(tags - {VERDICT_TAG}) or (VERDICT_TAG in tags and run.scan is None)


def _note(table: str, task: Task, run: Processing, judged: str | Rejection) -> None:
    """Raises Stale, Busy."""
    now = times.now()
    began = run.steps[STEP].started_at if STEP in run.steps else now
    if isinstance(judged, Rejection):
        steps = {STEP: Step(StepStatus.FAILED, began, now, judged.reason)}
        logs.info("inspected", outcome="refused", code=judged.code)
        runs.record(table, task.file_id, task.attempt, task.run, steps, by=STEP)
        return
    steps = {STEP: Step(StepStatus.DONE, began, now), NEXT: Step(StepStatus.RUNNING, now)}
    runs.record(table, task.file_id, task.attempt, task.run, steps, by=STEP, media_type=judged)
    logs.info("inspected", outcome="ok", mediaType=judged)
