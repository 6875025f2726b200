"""Who may change, delete and restore a file, and when. Who sees it is decided before. Pure."""

from datetime import datetime, timedelta

from common.errors import FileDeleted, LimitReached, NothingArrived, OwnerRequired, StillProcessing
from common.files.file import File
from common.files.lifecycle import Status, may_follow
from common.files.places import LISTED
from ingestion.tenants.access import Membership

# As the contract has it for uploads: the lists of all of them change in one transaction of 100 writes.
MAX_TAGS = 40

_HOW = {Status.PENDING: " DELETE /uploads/{id} gives it up."}


def require_changeable(file: File) -> None:
    """Raises FileDeleted, NothingArrived."""
    if file.status is Status.DELETED:
        raise FileDeleted
    require_arrived(file)


def require_arrived(file: File) -> None:
    """Raises NothingArrived for what is awaited still, or never came."""
    if file.status not in LISTED:
        raise NothingArrived(f"The file is {file.status.value}.{_HOW.get(file.status, '')}")


def require_deletable(file: File) -> None:
    """Raises NothingArrived, StillProcessing: what is being read cannot go."""
    require_arrived(file)
    if not may_follow(file.status, Status.DELETED):
        raise StillProcessing(f"The file is {file.status.value}: delete it when it is settled.")


def require_restorable(who: Membership, file: File, *, now: datetime, within: timedelta) -> None:
    """Raises OwnerRequired for what somebody else deleted, unless an owner asks; FileDeleted when it is too late."""
    deletion = file.deletion
    if deletion is None or deletion.purging_since or deletion.at <= now - within:
        raise FileDeleted("The time to restore it is over.")
    if not who.owns and deletion.by != who.user:
        raise OwnerRequired("Somebody else deleted it: an owner of the tenant can restore it.")


def require_few_tags(tags: tuple[str, ...]) -> None:
    """Raises LimitReached."""
    if len(tags) > MAX_TAGS:
        raise LimitReached(f"At most {MAX_TAGS} tags a file.")
