"""Whether a message begins a run of a file, goes on with one, or has nothing left to do. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from common.files.file import File
from common.files.lifecycle import Status
from common.files.requests import Cause


class Step(StrEnum):
    """What is to become of a message."""

    BEGIN = "begin"
    GO_ON = "go on"
    DROP = "drop"


@dataclass(frozen=True)
class Route:
    """A step, and why a message that is dropped is: a few words for the log."""

    step: Step
    why: str = ""


_BEGIN, _GO_ON = Route(Step.BEGIN), Route(Step.GO_ON)
_SETTLED = {Status.COMPLETED, Status.FAILED}

# How files fail that the scanner said nothing of, and who does not wait for what it says: GuardDuty's event of a file
# that was lost may be lost, too, and a person who asks again is to be answered.
_NO_VERDICT = "no_verdict"
_WAITS_FOR_NOBODY = {Cause.LOST, Cause.REPROCESS}


class Word(StrEnum):
    """The scanner's word on the version, where it is told by an event: yet to come, known, or just brought."""

    AWAITED = "awaited"
    KNOWN = "known"
    NEWS = "news"


def route(
    file: File, run: str, cause: Cause | None, *, now: datetime, lost_after: timedelta, word: Word = Word.KNOWN
) -> Route:
    """What the message that names `run` asks of `file`, whose object is there and admitted.

    A run of another message is left alone until it has been silent for `lost_after`: by then its message has had all of
    its deliveries. Should it be alive after all, its writes come to nothing.

    Where the scanner's word is awaited, the event that brings it begins the run, also of what failed for want of it.
    """
    under_way = file.processing
    if file.status is Status.UPLOADED:
        awaited = word is Word.AWAITED and cause not in _WAITS_FOR_NOBODY
        return Route(Step.DROP, "the scanner's verdict is awaited") if awaited else _BEGIN
    if file.status is Status.PROCESSING and under_way:
        if under_way.run == run:
            return _GO_ON
        if under_way.started_at <= now - lost_after:
            return _BEGIN
        return Route(Step.DROP, "another run is under way")
    late = word is Word.NEWS and file.status is Status.FAILED and file.reason_code == _NO_VERDICT
    if late or (file.status in _SETTLED and cause is Cause.REPROCESS):
        # What it began it has ended: a delivery that comes late begins nothing more.
        return Route(Step.DROP, "the run has ended") if under_way and under_way.run == run else _BEGIN
    return Route(Step.DROP, f"the file is {file.status}")
