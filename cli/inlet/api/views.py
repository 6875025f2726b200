"""The API's JSON as values. What the API adds some day is passed over, so an older client goes on working."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inlet.values import Amount, Member, Project, Step, Tenant, Upload, WriteKey


def upload(told: Mapping[str, Any]) -> Upload:
    """The answer of GET /uploads/{id}."""
    return Upload(
        file_id=told["fileId"],
        filename=told["filename"],
        project_id=told["projectId"],
        content_type=told["contentType"],
        size=told["size"],
        status=told["status"],
        progress=told["progress"],
        reason_code=told["reasonCode"],
        reason=told["reason"],
        requested_at=_time(told["requestedAt"]),
        uploaded_at=_time(told["uploadedAt"]),
        processed_at=_time(told["processedAt"]),
        steps=tuple(_step(one) for one in told["steps"]),
    )


def tenant(told: Mapping[str, Any]) -> Tenant:
    """One tenant of GET /tenants, the answer of POST /tenants."""
    return Tenant(told["id"], told["name"], told["role"], _amount(told["usage"]), _amount(told["quota"]))


def member(told: Mapping[str, Any]) -> Member:
    """One member of a tenant or project."""
    return Member(told["userId"], told["role"], datetime.fromisoformat(told["joinedAt"]))


def write_key(told: Mapping[str, Any]) -> WriteKey:
    """One of GET /write-keys, the answer of POST /write-keys."""
    return WriteKey(told["id"], told["name"], datetime.fromisoformat(told["createdAt"]), told.get("key"))


def project(told: Mapping[str, Any]) -> Project:
    """One project of GET /projects, the answer of POST /projects."""
    return Project(told["id"], told["name"], datetime.fromisoformat(told["createdAt"]))


def _amount(told: Mapping[str, Any]) -> Amount:
    return Amount(told["bytes"], told["files"], told["pending"])


def _step(told: Mapping[str, Any]) -> Step:
    started_at = datetime.fromisoformat(told["startedAt"])
    return Step(told["name"], told["status"], started_at, _time(told["endedAt"]), told["reason"])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
