"""What is wrong with a row given what else there is, and with an object given its row. Pure.

What others are about to settle is nothing wrong: arrivals of pending files, runs that may be alive, purges under way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from common.files.file import File
from common.files.lifecycle import Status
from common.files.places import Place, places
from common.files.processing import ScanResult
from common.janitor import findings
from common.janitor.findings import Kind

# Whose version must be in S3. That of a file in processing may be on its way into quarantine.
NEEDS_OBJECT = frozenset({Status.UPLOADED, Status.COMPLETED, Status.FAILED})
_PUT_AWAY = {Status.QUARANTINED, Status.DELETED}
_WAITS = {Status.PENDING, Status.DELETED}


@dataclass(frozen=True)
class Seen:
    """A file and what else was seen of it: whether its version is `there`, which of its `placed` rows are in lists,
    and whether it stands in the index of what waits for the clock.
    """

    file: File
    there: bool
    placed: frozenset[Place]
    waits: bool


@dataclass(frozen=True)
class Fault:
    """That something is wrong since some time; `place` is the one that is missing, where it is that."""

    kind: Kind
    since: datetime
    place: Place | None = None


def of_row(seen: Seen, *, now: datetime, lost_after: timedelta, paused: bool) -> list[Fault]:
    """What is wrong with a file's row.

    A run may be alive until its file was silent for `lost_after`; while processing is `paused` all wait.
    """
    file = seen.file
    faults = [Fault(findings.PLACE_MISSING, file.changed_at, place) for place in sorted(places(file) - seen.placed)]
    if file.status in _WAITS and not seen.waits:
        faults.append(Fault(findings.WAITING_MISSING, _since(file)))
    if file.deletion and file.deletion.purging_since:
        faults.append(Fault(findings.PURGE_UNFINISHED, file.deletion.purging_since))
    silent = last_work(file) <= now - lost_after
    if _infected(file) and file.status not in _PUT_AWAY:
        return [*faults, Fault(findings.QUARANTINE_UNFINISHED, last_work(file))] if silent else faults
    if file.status in NEEDS_OBJECT and file.arrival and not seen.there:
        return [*faults, Fault(findings.OBJECT_MISSING, file.changed_at)]
    if file.status in (Status.UPLOADED, Status.PROCESSING) and silent and not paused:
        faults.append(Fault(findings.PROCESSING_STUCK, last_work(file)))
    return faults


def last_work(file: File) -> datetime:
    """When the file last changed, or one of its steps did."""
    times = [file.changed_at]
    if run := file.processing:
        times += [run.started_at, *(step.ended_at or step.started_at for step in run.steps.values())]
    return max(times)


def of_place(place: Place, file: File | None) -> Kind | None:
    """What is wrong with a row of a list, given the file that it names."""
    return None if file and place in places(file) else findings.PLACE_ORPHANED


def of_beside(attempt: int | None, file: File | None) -> Kind | None:
    """What is wrong with a row beside a file's; `attempt` where it holds findings of one."""
    if file is None:
        return findings.ROW_ORPHANED
    over = attempt is not None and attempt not in _attempts(file)
    return findings.FINDINGS_SUPERSEDED if over else None


def of_version(version_id: str, file: File | None, *, marker: bool) -> Kind | None:
    """What is wrong with a version of an object, or with a delete `marker`, given the file of its key."""
    if file is None:
        return findings.MARKER_LEFT if marker else findings.OBJECT_ORPHANED
    if file.status is Status.PENDING or _is_purged(file):
        return None
    if marker:
        return findings.MARKER_LEFT
    pinned = file.arrival and file.arrival.version_id == version_id
    return None if pinned else findings.VERSION_UNPINNED


def of_derivative(attempt: str, file: File | None) -> Kind | None:
    """What is wrong with an object that was made of a file in an attempt.

    The last attempt may be writing, and point to nothing of it yet.
    """
    if file is None:
        return findings.DERIVATIVE_ORPHANED
    if _is_purged(file) or attempt in map(str, _attempts(file)):
        return None
    return findings.DERIVATIVE_SUPERSEDED


def _attempts(file: File) -> set[int]:
    """The last attempt, and the one whose findings hold."""
    run = file.processing
    return {run.attempt, run.extracted or run.attempt} if run else set()


def _infected(file: File) -> bool:
    scan = file.processing.scan if file.processing else None
    return scan is not None and scan.result is ScanResult.INFECTED


def _is_purged(file: File) -> bool:
    return file.deletion is not None and file.deletion.purging_since is not None


def _since(file: File) -> datetime:
    return file.deletion.at if file.deletion else file.last_sign_of_life
