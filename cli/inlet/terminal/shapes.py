"""Values as JSON, named as in the API, and the error of what failed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from inlet.errors import InletError, UploadFailed
from inlet.events.values import NotTaken
from inlet.files.names import text
from inlet.stored.values import Changed, Reprocessed
from inlet.terminal.exits import code_of
from inlet.values import Member, Outcome, Project, Refused, Step, Tenant, Upload, WriteKey


def upload(one: Upload) -> dict[str, Any]:
    """An upload, as GET /uploads/{id} has it."""
    return {
        "fileId": one.file_id,
        "filename": one.filename,
        "projectId": one.project_id,
        "contentType": one.content_type,
        "size": one.size,
        "status": one.status,
        "progress": one.progress,
        "reasonCode": one.reason_code,
        "reason": one.reason,
        "steps": [_step(step) for step in one.steps],
        "requestedAt": _time(one.requested_at),
        "uploadedAt": _time(one.uploaded_at),
        "processedAt": _time(one.processed_at),
    }


def outcome(one: Outcome) -> dict[str, Any]:
    """What became of one file: `path`, the upload where there is one, and `error`, null when all went well."""
    path = text(str(one.path))
    if isinstance(one, Refused):
        failure = one.error
        known = upload(failure.upload) if isinstance(failure, UploadFailed) else {"fileId": failure.file_id}
        return {"path": path, **known, "error": error(failure)}
    return {"path": path, **upload(one.upload), "error": None}


def error(failure: InletError) -> dict[str, Any]:
    """Why something failed."""
    return {"code": code_of(failure), "detail": str(failure)}


def reprocessed(one: Reprocessed, name: str | None) -> dict[str, Any]:
    """A file that is to be processed once more; its `name` where that is known."""
    told = {"fileId": one.file_id, "filename": name, "attempt": one.attempt}
    return told | {"error": error(one.error) if one.error else None}


def changed(one: Changed) -> dict[str, Any]:
    """One of many files that were to be changed."""
    return {"fileId": one.file_id, "error": {"code": one.code} if one.code else None}


def tenant(one: Tenant) -> dict[str, Any]:
    """A tenant, the role of who asks, and how much it uses of what it may."""
    return {"id": one.id, "name": one.name, "role": one.role, "usage": asdict(one.usage), "quota": asdict(one.quota)}


def member(one: Member) -> dict[str, Any]:
    """A member of a tenant or project."""
    return {"userId": one.user_id, "role": one.role, "joinedAt": _time(one.joined_at)}


def write_key(one: WriteKey) -> dict[str, Any]:
    """A write key; with the key itself where it was just made."""
    told = {"id": one.id, "name": one.name, "createdAt": _time(one.created_at)}
    return told | {"key": one.key} if one.key else told


def project(one: Project) -> dict[str, Any]:
    """A project."""
    return {"id": one.id, "name": one.name, "createdAt": _time(one.created_at)}


def not_taken(one: NotTaken) -> dict[str, Any]:
    """An event that was not accepted, as POST /events tells it."""
    errors = [{"pointer": fault.pointer, "rule": fault.rule} for fault in one.faults]
    return {"eventId": one.event_id, "code": one.code, "detail": one.detail, "errors": errors}


def _step(one: Step) -> dict[str, Any]:
    times = {"startedAt": _time(one.started_at), "endedAt": _time(one.ended_at)}
    return {"name": one.name, "status": one.status, **times, "reason": one.reason}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
