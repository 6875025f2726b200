"""The API's JSON about files as values. What the API adds some day is passed over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inlet.stored.values import Change, File, SignedUrl


def file(told: Mapping[str, Any], etag: str | None = None) -> File:
    """The answer of GET /files/{id}, with its ETag; an item of GET /files, which has none."""
    return File(
        file_id=told["fileId"],
        filename=told["filename"],
        project_id=told["projectId"],
        owner=told["owner"],
        content_type=told["contentType"],
        media_type=told["mediaType"],
        size=told["size"],
        sha256=told["sha256"],
        status=told["status"],
        reason_code=told["reasonCode"],
        reason=told["reason"],
        readable=told["readable"],
        attempt=told["attempt"],
        variants=tuple(told["variants"]),
        created_at=datetime.fromisoformat(told["createdAt"]),
        uploaded_at=_time(told["uploadedAt"]),
        processed_at=_time(told["processedAt"]),
        tags=tuple(told["tags"]),
        metadata=told["metadata"],
        extracted=told.get("extracted"),
        etag=etag,
        told=told,
    )


def change(told: Mapping[str, Any]) -> Change:
    """An item of GET /files/{id}/history."""
    changes = {name: (one["before"], one["after"]) for name, one in told["changes"].items()}
    at = datetime.fromisoformat(told["at"])
    return Change(told["revision"], at, told["by"], told["action"], changes, told)


def signed_url(told: Mapping[str, Any]) -> SignedUrl:
    """The answer of GET /files/{id}/content."""
    return SignedUrl(told["url"], datetime.fromisoformat(told["expiresAt"]))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
