"""What becomes of a file by what its last step said. Pure."""

from dataclasses import dataclass
from typing import Any

from common.files.file import Rejection
from common.files.lifecycle import Status
from common.files.processing import Processing, ScanResult

OK, GONE, REFUSED = "ok", "gone", "refused"
QUARANTINE = "quarantine"

STEP_FAILED = Rejection("step_failed", "A step of processing failed, although it was tried several times.")
_GONE = Rejection("gone", "The file is no longer there.")
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Outcome:
    """The status that follows, why (None when all is well), and whether nothing may read the bytes."""

    status: Status
    rejection: Rejection | None = None
    unread: bool = False


class NotQuarantined(Exception):
    """The file is infected, and its version still where it came to: there must be another run."""


def outcome(run: Processing, step: str, result: dict[str, Any]) -> Outcome:
    """What follows from `result`, the answer of `step`, which was the last of `run`.

    An infected file is settled only when its version is out of the way. Raises NotQuarantined.
    """
    said = result.get("outcome")
    if run.scan and run.scan.result is ScanResult.INFECTED:
        if said != GONE and (step, said) != (QUARANTINE, OK):
            raise NotQuarantined
        name = f": {run.scan.signature}" if run.scan.signature else ""
        return Outcome(Status.QUARANTINED, Rejection("infected", f"The scanner found malware{name}."))
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
