"""Notifications: that a file has another status. Told to a topic, and pushed to whoever may know. Pure."""

import json
from typing import Any

from common.files.file import File
from common.files.standing import processed_at, progress_of, thumbnail_url

_TEXTS = ("id", "fileId", "tenantId", "projectId", "status")
_MEMBERS = {*_TEXTS, "progress", "thumbnailUrl", "processedAt"}

Notification = dict[str, Any]


class Malformed(ValueError):
    """The text is no notification; says what is wrong with it."""


def of(file: File) -> Notification:
    """That `file` has its status: {id, fileId, tenantId, projectId, status, progress, thumbnailUrl, processedAt}.

    `id` is `{fileId}/{revision}/{status}`. A file takes a status in one conditional write, and each write has a higher
    revision: so one id stands for one change, however often it is told, and the higher number for the later change.
    """
    return {
        "id": f"{file.id.id}/{file.revision}/{file.status.value}",
        "fileId": file.id.id,
        "tenantId": file.id.tenant,
        "projectId": file.project,
        "status": file.status.value,
        "progress": progress_of(file),
        "thumbnailUrl": thumbnail_url(file),
        "processedAt": processed_at(file),
    }


def text(notification: Notification) -> str:
    """`notification` as it is sent."""
    return json.dumps(notification, separators=(",", ":"))


def check(value: Any) -> Notification:
    """`value`, read as JSON, if it is a notification. Raises Malformed."""
    if not isinstance(value, dict) or value.keys() != _MEMBERS:
        raise Malformed("the members are not those of a notification")
    if not all(isinstance(value[name], str) for name in _TEXTS):
        raise Malformed("a member is no text")
    return value
