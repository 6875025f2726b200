"""What two images of a file's row mean: which action it was, and which changes it names. Pure."""

from typing import Any

from common.files.file import File
from common.files.history import Entry
from common.files.lifecycle import Status

# What happened to a file whose status is as it was, and to one that is new or came back; else it is the new status.
ANNOUNCED, CHANGED, RESTORED = "announced", "changed", "restored"

# What a new file has not got is no news.
_NOTHING: tuple[Any, ...] = (None, [], {})


def entry(before: File | None, after: File) -> Entry | None:
    """The change from `before` (None: it is new) to `after`; None for steps of processing, signs of life and the like.

    The reason of a status is told with it. The order of tags is nobody's change.
    """
    old, new = _told(before) if before else {}, _told(after)
    if before and set(before.tags) == set(after.tags):
        old["tags"] = new["tags"]
    changes = {name: {"before": old.get(name), "after": now} for name, now in new.items() if _differs(old, name, now)}
    if not changes:
        return None
    return Entry(after.revision, after.changed_at, after.changed_by, _action(before, after), changes)


def _action(before: File | None, after: File) -> str:
    if before is None:
        return ANNOUNCED
    if before.status is after.status:
        return CHANGED
    return RESTORED if before.status is Status.DELETED else after.status.value


def _told(file: File) -> dict[str, Any]:
    """What a change log tells of a file, as the API does."""
    return {
        "status": file.status.value,
        "filename": file.filename,
        "projectId": file.project,
        "tags": list(file.tags),
        "metadata": file.metadata,
        "reasonCode": file.reason_code,
        "reason": file.reason,
    }


def _differs(old: dict[str, Any], name: str, now: Any) -> bool:
    return bool(old[name] != now) if old else now not in _NOTHING
