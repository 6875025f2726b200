"""A run to its end: findings first, then the row that points to them, then what is no longer needed.

In this order a crash between any two steps is mended by doing it all again.
"""

from dataclasses import dataclass, replace
from typing import Any

from common import logs, times
from common.errors import Busy
from common.files import catalog, findings, runs
from common.files.file import File, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Variant, closed
from processor.finish import derived, normalising
from processor.finish.outcomes import STEP_FAILED, Outcome, outcome

NAME = "finish"
_STALE = {"outcome": "stale"}

# A row changes under a reader only when its owner or another run meets it; more often is no coincidence.
_ATTEMPTS = 4


@dataclass(frozen=True)
class FinishSettings:
    """The function `finish`."""

    catalog_table: str
    derived_bucket: str


@dataclass(frozen=True)
class Told:
    """The run that has come to its end, the name of its last step, and what that answered."""

    file_id: FileId
    attempt: int
    run: str
    step: str
    result: dict[str, Any]


def finish(told: Told, conf: FinishSettings) -> dict[str, str]:
    """Settles the file; the machine's answer. Raises Busy, NotQuarantined."""
    variants: dict[str, Variant] | None = None
    for _ in range(_ATTEMPTS):
        file = catalog.find(conf.catalog_table, told.file_id)
        run = file.processing if file else None
        if file is None or run is None or (run.attempt, run.run) != (told.attempt, told.run):
            logs.info("run is no longer the file's")
            return _STALE
        if file.status is not Status.PROCESSING:
            # Done before, by a delivery that died then, or whose answer was lost.
            _tidy(file, conf)
            return {"status": file.status.value}
        end = outcome(run, told.step, told.result)
        if end.status is Status.COMPLETED and variants is None:
            end, variants = _found(told, end, conf)
        try:
            settled = _settle(file, run, end, variants, conf)
        except catalog.Stale:
            continue
        logs.info("file settled", status=end.status.value, step=told.step, code=end.rejection and end.rejection.code)
        _tidy(settled, conf)
        return {"status": end.status.value}
    raise Busy


def _found(told: Told, end: Outcome, conf: FinishSettings) -> tuple[Outcome, dict[str, Variant] | None]:
    """The variants of a run that went well, whose findings are kept by then; a result that is none is a failure."""
    key = told.result.get("resultKey")
    if key is None:
        return end, {}
    prefix = derived.prefix(told.file_id, told.attempt)
    try:
        extracted, variants = normalising.read(derived.read(conf.derived_bucket, key, prefix), prefix)
    except (normalising.Broken, derived.Unreadable) as reason:
        logs.warning("result is not taken", step=told.step, reason=str(reason))
        return Outcome(Status.FAILED, STEP_FAILED), None
    findings.put(conf.catalog_table, told.file_id, told.attempt, extracted)
    return end, variants


def _settle(
    file: File, run: Processing, end: Outcome, variants: dict[str, Variant] | None, conf: FinishSettings
) -> File:
    at = times.now()
    reason = end.rejection.reason if end.rejection else None
    return runs.finish(
        conf.catalog_table,
        replace(file, processing=closed(run, reason, at=at)),
        end.status,
        by=NAME,
        at=at,
        rejection=end.rejection,
        unread=end.unread,
        variants=variants,
    )


def _tidy(file: File, conf: FinishSettings) -> None:
    """Deletes what earlier attempts derived and nothing points to; of an infected file, all that was. The API gives out
    nothing of what is left over.
    """
    run = file.processing
    if run is None or run.attempt == 1:
        return
    kept = set() if file.status is Status.QUARANTINED else {run.attempt, run.extracted or run.attempt}
    try:
        derived.drop_all_but(conf.derived_bucket, file.id, kept)
    except Exception:  # noqa: BLE001 - the file is settled, whatever becomes of this
        logs.failure("earlier derivatives are left over")
