"""When a pending upload has been silent for too long. Pure."""

from datetime import datetime, timedelta

from common.files import File, Rejection
from common.lifecycle import Status


def is_overdue(file: File, now: datetime, silence: timedelta) -> bool:
    """Whether `file` still waits for its object, and was signed last `silence` or longer ago: its last sign of life."""
    return file.status is Status.PENDING and (file.signed_at or file.created_at) <= now - silence


def reason(silence: timedelta) -> Rejection:
    """Why an upload expired, as its row tells."""
    return Rejection("expired", f"No object arrived within {int(silence.total_seconds())} seconds of the last signing.")
