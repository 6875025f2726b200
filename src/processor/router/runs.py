"""A message through to the end of the run that it asks for: the row, the machine, and what is said when that fails."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from common import logs, times
from common.errors import Busy
from common.files import arrival, catalog, objects, runs
from common.files.admission import Admitted, admit
from common.files.file import File, Rejection
from common.files.lifecycle import Status
from common.files.processing import ScanResult, closed
from processor.router import machine, told
from processor.router.messages import Malformed, Wanted
from processor.router.routing import Step, Word, route
from processor.router.settings import RouterSettings

NAME = "router"
FIRST_STEP = "inspect"

# A row changes under a reader only when logger, router, sweeper and its owner meet; more often is no coincidence.
_ATTEMPTS = 4

GAVE_UP = Rejection("processing_failed", "The file could not be processed, although it was tried several times.")


def follow(wanted: Wanted, settings: RouterSettings, *, at: datetime, last: bool) -> None:
    """Has the file processed that `wanted` names, and returns once the outcome is in its row.

    `last` says that there is no further delivery: a run that fails then is recorded as failed. Raises Malformed, Busy,
    machine.Failed: what is done by then stays done, and another delivery goes on with it.
    """
    if wanted.bucket not in (settings.uploads_bucket, None):
        raise Malformed("the event is of another bucket")
    begun, wanted = _begun(wanted, settings, at)
    if begun is None:
        return
    with logs.bound(correlationId=begun.correlation_id, fileId=begun.id.id):
        try:
            outcome = machine.run(
                settings.state_machine, wanted.run, payload(begun, wanted), seconds=settings.machine_seconds
            )
        except (machine.Failed, Busy) as reason:
            if not last or not _gave_up(begun, wanted.run, settings):
                raise
            logs.warning("run given up", kind=type(reason).__name__, reason=str(reason))
        else:
            logs.info("run ended", run=wanted.run, status=outcome.get("status"), outcome=outcome.get("outcome"))


def payload(file: File, wanted: Wanted) -> dict[str, Any]:
    """The input of the machine for `file`, which is in the run that `wanted` names. Ids only, and nothing personal."""
    run, pinned = file.processing, file.arrival
    if run is None or pinned is None:
        raise ValueError("the file is in no run")
    verdict = wanted.verdict
    return {
        "tenantId": file.id.tenant,
        "fileId": file.id.id,
        "key": file.id.key,
        "versionId": pinned.version_id,
        "size": pinned.size,
        "contentType": file.content_type,
        "attempt": run.attempt,
        "run": run.run,
        "correlationId": file.correlation_id,
        "guardDuty": asdict(verdict) if verdict else None,
    }


def _begun(wanted: Wanted, settings: RouterSettings, at: datetime) -> tuple[File | None, Wanted]:
    """The file in the run that `wanted` names; None when there is nothing to do. Raises Busy.

    With it `wanted`, which has the scanner's verdict by then, where there is one.
    """
    word = Word.NEWS if wanted.verdict else Word.KNOWN
    for _ in range(_ATTEMPTS):
        try:
            file = _admitted(wanted, settings, at)
            if file is None:
                return None, wanted
            if settings.awaits_verdicts and file.arrival and wanted.verdict is None:
                wanted = replace(wanted, verdict=told.find(settings.catalog_table, file.id, file.arrival.version_id))
                word = Word.KNOWN if wanted.verdict else Word.AWAITED
            found = route(file, wanted.run, wanted.cause, now=at, lost_after=settings.lost_after, word=word)
            if found.step is Step.BEGIN:
                by = wanted.by or NAME
                begun = runs.begin(settings.catalog_table, file, wanted.run, first=FIRST_STEP, by=by, at=at)
                return begun, wanted
            if found.step is Step.GO_ON:
                return file, wanted
        except catalog.Stale:
            continue
        return _dropped(found.why, file), wanted
    raise Busy


def _admitted(wanted: Wanted, settings: RouterSettings, at: datetime) -> File | None:
    """The file whose object is the version that `wanted` tells of, taken by now; None when it is not to be processed.

    Raises Stale, Busy.
    """
    file_id = wanted.file_id
    file = catalog.find(settings.catalog_table, file_id) if file_id else None
    if file and wanted.verdict and wanted.version_id:
        # Before the row is read for good: whoever admits the version after that asks for processing, and finds it.
        told.keep(settings.catalog_table, file.id, wanted.version_id, wanted.verdict)
        file = catalog.find(settings.catalog_table, file.id)
    if file is None:
        logs.info("message dropped", reason="nobody announced the object")
        return None
    if wanted.cause and file.arrival is None:
        return _dropped("no object was taken yet", file)
    if wanted.cause or (file.arrival and file.arrival.version_id == wanted.version_id):
        return file
    return _examined(file, wanted, settings, at)


def _examined(file: File, wanted: Wanted, settings: RouterSettings, at: datetime) -> File | None:
    """As above, by what S3 says of the version: what is to be rejected, or read first, is left to the logger."""
    head = objects.head(settings.uploads_bucket, wanted.key, wanted.version_id)
    if head is None:
        # Quarantined or rejected. A run that is under way comes to its end all the same.
        mine = file.processing is not None and file.processing.run == wanted.run
        return file if mine else _dropped("the version is gone", file)
    decision = admit(file, head)
    if not isinstance(decision, Admitted):
        return _dropped("the logger settles it", file)
    return arrival.take(settings.catalog_table, file, head, by=NAME, at=at) if decision.first else file


def _dropped(why: str, file: File) -> File | None:
    logs.info("message dropped", reason=why, fileId=file.id.id)
    return None


def _gave_up(begun: File, run: str, settings: RouterSettings) -> bool:
    """Records that the run failed; whether it needs no further delivery. Raises Busy.

    An infected file is none that failed: its message stays, until it is where it can do no harm.
    """
    for _ in range(_ATTEMPTS):
        file = catalog.find(settings.catalog_table, begun.id)
        under_way = file.processing if file else None
        if file is None or under_way is None or file.status is not Status.PROCESSING or under_way.run != run:
            return True
        if under_way.scan and under_way.scan.result is ScanResult.INFECTED:
            return False
        at = times.now()
        file = replace(file, processing=closed(under_way, GAVE_UP.reason, at=at))
        try:
            runs.finish(settings.catalog_table, file, Status.FAILED, by=NAME, at=at, rejection=GAVE_UP)
        except catalog.Stale:
            continue
        return True
    raise Busy
