"""What becomes of a file by what its last step said. Pure."""

from dataclasses import dataclass
from typing import Any

from common.files.file import Rejection
from common.files.lifecycle import Status
from common.files.processing import Processing, ScanResult

OK, GONE, REFUSED, FAILED = "ok", "gone", "refused", "failed"

STEP_FAILED = Rejection("step_failed", "A step of processing failed, although it was tried several times.")
_GONE = Rejection("gone", "The file is no longer there.")
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Outcome:
    """The status that follows, why (None when all is well), and whether nothing may read the bytes."""

    status: Status
    rejection: Rejection | None = None
    unread: bool = False


def outcome(run: Processing, result: dict[str, Any]) -> Outcome:
    """What follows from `result`, the answer of the last step of `run`.

    An infected file is quarantined whatever came after: its version is gone by then, or must never be read.
    """
    if run.scan and run.scan.result is ScanResult.INFECTED:
        name = f": {run.scan.signature}" if run.scan.signature else ""
        return Outcome(Status.QUARANTINED, Rejection("infected", f"The scanner found malware{name}."))
    said = result.get("outcome")
    if said == OK:
        return Outcome(Status.COMPLETED)
    if said == GONE:
        return Outcome(Status.FAILED, _GONE, unread=True)
    return Outcome(Status.FAILED, _told(result), unread=said == REFUSED)


def _told(result: dict[str, Any]) -> Rejection:
    code, reason = result.get("code"), result.get("reason")
    if not isinstance(code, str) or not isinstance(reason, str) or not code or not reason:
        return STEP_FAILED
    return Rejection(code[:64], reason[:_LONGEST_REASON])
