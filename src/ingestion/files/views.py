"""What a client gets to see of files. Pure."""

from datetime import datetime
from typing import Any

from common import times
from common.files.file import File
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, Variant
from ingestion.files.content import ORIGINAL
from ingestion.files.downloads import SignedGet

_UNSETTLED = {Status.PENDING, Status.UPLOADED, Status.PROCESSING}


def file(of: File, extracted: dict[str, Any] | None, *, readable: bool) -> dict[str, Any]:
    """The answer of GET /files/{id}. `extracted` are its findings; they are told, as variants are, if `readable`."""
    return listed(of, readable=readable) | {"extracted": extracted if readable else None}


def listed(of: File, *, readable: bool) -> dict[str, Any]:
    """A file in the answer of GET /files: all but its findings, which are rows of their own."""
    arrival, found = of.arrival, of.processing
    return {
        "fileId": of.id.id,
        "filename": of.filename,
        "projectId": of.project,
        "owner": of.owner,
        "contentType": of.content_type,
        "mediaType": found.media_type if found else None,
        "size": arrival.size if arrival else of.size,
        "sha256": (found.digest if found else None) or of.sha256,
        "status": of.status.value,
        "reasonCode": of.reason_code,
        "reason": of.reason,
        "readable": readable,
        "tags": list(of.tags),
        "metadata": of.metadata,
        "attempt": found.attempt if found else 0,
        "scan": _scan(found.scan) if found and found.scan else None,
        "variants": _variants(found) if found and readable else [],
        "createdAt": times.text(of.created_at),
        "changedAt": times.text(of.changed_at),
        "uploadedAt": times.text(arrival.uploaded_at) if arrival else None,
        "processedAt": _time(found.ended_at if found else None),
        "deletedAt": _time(of.deletion.at if of.deletion else None),
        "deletedBy": of.deletion.by if of.deletion else None,
    }


def download(signed: SignedGet) -> dict[str, Any]:
    """Where content is fetched, and until when."""
    return {"url": signed.url, "expiresAt": times.text(signed.expires_at)}


def may_change(of: File) -> bool:
    """Whether asking again soon makes sense."""
    return of.status in _UNSETTLED


def _scan(scan: Scan) -> dict[str, Any]:
    return {
        "result": scan.result.value,
        "scanner": scan.scanner,
        "definitions": scan.definitions,
        "signature": scan.signature,
        "at": times.text(scan.at),
    }


def _variants(found: Processing) -> list[str]:
    """The original, then what was made of it: images from the smallest on."""
    derived: dict[str, Variant] = found.variants
    return [ORIGINAL, *sorted(derived, key=lambda name: (derived[name].width or 0, name))]


def _time(at: datetime | None) -> str | None:
    return times.text(at) if at else None
