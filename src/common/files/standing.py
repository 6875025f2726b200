"""How a file stands, as clients are told of it: in answers of the API and in what is pushed to them. Pure."""

from common import times
from common.files.file import File
from common.files.gates import readable
from common.files.lifecycle import progress
from common.files.processing import StepStatus

# A thumbnail of this name is shown while a file is followed.
_THUMBNAIL = "thumb-200"


def progress_of(file: File) -> int:
    """How far along the file is, in percent."""
    run = file.processing
    return progress(
        file.status, sum(step.status is not StepStatus.RUNNING for step in run.steps.values()) if run else 0
    )


def processed_at(file: File) -> str | None:
    """When the last run through processing ended; None while it goes on, or before there was one."""
    run = file.processing
    return times.text(run.ended_at) if run and run.ended_at else None


def thumbnail_url(file: File) -> str | None:
    """Where the thumbnail is. Only what was inspected and scanned has one; what may be read is decided there."""
    there = readable(file, unscanned=True) and file.processing and _THUMBNAIL in file.processing.variants
    return f"/files/{file.id.id}/content?variant={_THUMBNAIL}" if there else None
