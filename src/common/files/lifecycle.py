"""What may become of a file: its states, and which may follow which."""

from enum import StrEnum


class Status(StrEnum):
    """Where a file stands. `pending` has no object yet; `rejected`, `expired` and `aborted` never will."""

    PENDING = "pending"
    UPLOADED = "uploaded"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    EXPIRED = "expired"
    ABORTED = "aborted"
    DELETED = "deleted"


_SETTLED = {Status.COMPLETED, Status.FAILED, Status.QUARANTINED}

FOLLOWS: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.UPLOADED, Status.REJECTED, Status.EXPIRED, Status.ABORTED}),
    Status.UPLOADED: frozenset({Status.PROCESSING, Status.DELETED}),
    # A run that was lost is begun anew.
    Status.PROCESSING: frozenset({Status.PROCESSING} | _SETTLED),
    # A settled file may be processed again, and deleted.
    Status.COMPLETED: frozenset({Status.PROCESSING, Status.DELETED}),
    Status.FAILED: frozenset({Status.PROCESSING, Status.DELETED}),
    Status.QUARANTINED: frozenset({Status.DELETED}),
    Status.REJECTED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.ABORTED: frozenset(),
    # A restore brings back what was deleted, as it was.
    Status.DELETED: frozenset({Status.UPLOADED} | _SETTLED),
}

# How far along a status is, in percent, as clients show it.
PROGRESS: dict[Status, int] = {
    Status.PENDING: 0,
    Status.UPLOADED: 50,
    Status.PROCESSING: 60,
}
_EACH_STEP, _LAST_STEP = 10, 90


def may_follow(current: Status, following: Status) -> bool:
    """Whether a file that is `current` may become `following`."""
    return following in FOLLOWS[current]


def progress(status: Status, steps_done: int = 0) -> int:
    """0 to 100; what is settled, in whichever way, is at 100. While it is processed each step counts that is done."""
    if status is Status.PROCESSING:
        return min(PROGRESS[status] + _EACH_STEP * steps_done, _LAST_STEP)
    return PROGRESS.get(status, 100)
