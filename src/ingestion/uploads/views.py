"""What a client gets to see of uploads. Pure."""

from typing import Any

from common import times
from common.files.file import File
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from common.files.standing import processed_at, progress_of, thumbnail_url
from ingestion.uploads.parts import Part, plan
from ingestion.uploads.signing import SignedForm, SignedParts, SignedPut

_UNSETTLED = {Status.PENDING, Status.UPLOADED, Status.PROCESSING}


def announced(file: File) -> dict[str, Any]:
    """What an answer of POST /uploads begins with; how to send the file follows, while it is pending."""
    return {"fileId": file.id.id, "filename": file.filename, "status": file.status.value}


def put(signed: SignedPut) -> dict[str, Any]:
    """A file as one PUT: where to send the bytes, with which headers, until when."""
    return {"method": "PUT", "url": signed.url, "headers": signed.headers, "expiresAt": times.text(signed.expires_at)}


def form(signed: SignedForm) -> dict[str, Any]:
    """A file as a field of a form: where to send it, with which fields before it, until when."""
    return {"method": "POST", "url": signed.url, "fields": signed.fields, "expiresAt": times.text(signed.expires_at)}


def parts(file: File, signed: SignedParts) -> dict[str, Any]:
    """How a file is cut into parts, and where to send those that are signed. They need no headers."""
    of = plan(file)
    return {
        "partSize": of.part_size,
        "partCount": of.count,
        "parts": [{"partNumber": number, "url": url, "headers": {}} for number, url in signed.urls.items()],
        "expiresAt": times.text(signed.expires_at),
    }


def part(stored: Part) -> dict[str, Any]:
    """A part that S3 has."""
    return {"partNumber": stored.number, "etag": stored.etag, "size": stored.size}


def upload(file: File) -> dict[str, Any]:
    """The answer of GET /uploads/{id}."""
    arrival = file.arrival
    return {
        "fileId": file.id.id,
        "filename": file.filename,
        "projectId": file.project,
        "contentType": file.content_type,
        "size": arrival.size if arrival else file.size,
        "status": file.status.value,
        "progress": progress_of(file),
        "steps": _steps(file),
        "reasonCode": file.reason_code,
        "reason": file.reason,
        "thumbnailUrl": thumbnail_url(file),
        "requestedAt": times.text(file.created_at),
        "uploadedAt": times.text(arrival.uploaded_at) if arrival else None,
        "processedAt": processed_at(file),
    }


# Steps that began at one moment, in the order in which they follow.
_ORDER = {"inspect": 0, "scan": 1}


def _steps(file: File) -> list[dict[str, Any]]:
    """What is done with the bytes, in the order in which it began."""
    steps = file.processing.steps if file.processing else {}
    begun = sorted(steps.items(), key=lambda step: (step[1].started_at, _ORDER.get(step[0], len(_ORDER)), step[0]))
    return [*_verification(file), *(_step(name, step) for name, step in begun)]


def _verification(file: File) -> list[dict[str, Any]]:
    """The reading of the bytes against the promised SHA-256. One that nobody waits for any more is no step."""
    verification = file.verification
    if verification is None or (verification.ended_at is None and file.status is not Status.PENDING):
        return []
    refused = file.rejected_version == verification.version_id
    ended = StepStatus.FAILED if refused else StepStatus.DONE
    reason = file.reason if refused else None
    status = ended if verification.ended_at else StepStatus.RUNNING
    return [_step("verify", Step(status, verification.started_at, verification.ended_at, reason))]


def _step(name: str, step: Step) -> dict[str, Any]:
    return {
        "name": name,
        "status": step.status.value,
        "startedAt": times.text(step.started_at),
        "endedAt": times.text(step.ended_at) if step.ended_at else None,
        "reason": step.reason,
    }


def may_change(file: File) -> bool:
    """Whether asking again soon makes sense."""
    return file.status in _UNSETTLED
