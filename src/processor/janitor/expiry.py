"""When an upload has been silent for too long, and when parts belong to no upload. Pure."""

from datetime import datetime, timedelta

from common.files.file import File, Rejection
from common.files.lifecycle import Status

# A call of the API takes half a minute at most.
_ENTERED_WITHIN = timedelta(hours=1)


def is_overdue(file: File, now: datetime, silence: timedelta, verification: timedelta) -> bool:
    """Whether `file` gave its last sign of life `silence` or longer ago: what was signed or begun before is over.

    A request for its verification may be under way for as long as `verification`, should that be longer.
    """
    if file.last_sign_of_life > now - silence:
        return False
    return file.verification is None or file.verification.started_at <= now - verification


def reason(silence: timedelta) -> Rejection:
    """Why an upload expired, as its row tells."""
    return Rejection("expired", f"No object arrived within {int(silence.total_seconds())} seconds of the last signing.")


def is_abandoned(file: File | None, multipart_id: str, begun_at: datetime, now: datetime) -> bool:
    """Whether nobody will join the parts of this multipart upload: its `file` does not wait for them (any more)."""
    if file is None or file.status is not Status.PENDING:
        return True
    # A row that does not name it may be about to.
    return file.multipart_id != multipart_id and begun_at <= now - _ENTERED_WITHIN
