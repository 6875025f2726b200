"""What a client may promise to upload: from a request that keeps the contract to a file of the catalogue. Pure."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.errors import Fault, InvalidRequest
from common.files.file import File, FileId, Method
from common.files.lifecycle import Status
from ingestion import labels, names
from ingestion.tenants import access
from ingestion.uploads import media, parts

# What one request to S3 carries, as a PUT or a form: larger files are sent in parts (MULTIPART).
MAX_SINGLE_BYTES = 100_000_000
# Above it parts are the default: what a broken connection costs is then a part, not the file.
_SINGLE_BY_DEFAULT_BYTES = 5 * parts.MIB


@dataclass(frozen=True)
class Asker:
    """On whose behalf files are promised, and in which request."""

    membership: access.Membership
    correlation_id: str
    at: datetime

    @property
    def tenant(self) -> str:
        """Where the files will be."""
        return self.membership.tenant

    @property
    def user(self) -> str:
        """Whose the files will be."""
        return self.membership.user


def promised(wishes: list[dict[str, Any]], types: media.MediaTypes, asker: Asker, project: str) -> list[File]:
    """The pending files that `wishes` (the contract's UploadFile) ask for, in their order.

    Raises InvalidRequest that names every fault of every wish, under `/files/{index}`.
    """
    faults = [fault for index, wish in enumerate(wishes) for fault in _faults(f"/files/{index}", wish, types)]
    faults += _repeated_ids(wishes)
    if faults:
        raise InvalidRequest("See errors: each names a place and the rule it breaks.", tuple(faults))
    return [_file(wish, types, asker, project) for wish in wishes]


def quick(query: dict[str, Any], types: media.MediaTypes, asker: Asker, *, require_size: bool) -> File:
    """The pending file that a `GET /upload` asks for. Raises InvalidRequest with every fault."""
    query = query | {"method": Method.PUT}
    faults = _faults("", query, types)
    if require_size and "size" not in query:
        faults.append(Fault("/size", "required"))
    if faults:
        raise InvalidRequest("See errors: each names a parameter and the rule it breaks.", tuple(faults))
    return _file(query, types, asker, access.DEFAULT_PROJECT)


def _faults(pointer: str, wish: dict[str, Any], types: media.MediaTypes) -> list[Fault]:
    faults = []
    name_rule = names.broken_rule(wish["filename"])
    if name_rule:
        faults.append(Fault(f"{pointer}/filename", name_rule))
    extension = "" if name_rule else names.extension(wish["filename"])
    type_rule = media.broken_rule(types, wish["contentType"], extension)
    if type_rule:
        faults.append(Fault(f"{pointer}/contentType", type_rule))
    elif wish.get("size", 0) > _limit(wish, types):
        faults.append(Fault(f"{pointer}/size", "too_large"))
    return faults + labels.faults(pointer, wish)


def _method(wish: dict[str, Any]) -> Method:
    if "method" in wish:
        return Method(wish["method"])
    return Method.MULTIPART if wish.get("size", 0) > _SINGLE_BY_DEFAULT_BYTES else Method.PUT


def _limit(wish: dict[str, Any], types: media.MediaTypes) -> int:
    of_type = types[wish["contentType"]].max_bytes
    return of_type if _method(wish) is Method.MULTIPART else min(of_type, MAX_SINGLE_BYTES)


def _repeated_ids(wishes: list[dict[str, Any]]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for index, wish in enumerate(wishes):
        if wish.get("fileId") in seen:
            faults.append(Fault(f"/files/{index}/fileId", "duplicate"))
        if "fileId" in wish:
            seen.add(wish["fileId"])
    return faults


def _file(wish: dict[str, Any], types: media.MediaTypes, asker: Asker, project: str) -> File:
    method = _method(wish)
    return File(
        id=FileId(asker.tenant, wish.get("fileId") or str(uuid.uuid4())),
        owner=asker.user,
        project=project,
        filename=names.normal(wish["filename"]),
        content_type=wish["contentType"],
        status=Status.PENDING,
        max_bytes=_limit(wish, types),
        created_at=asker.at,
        changed_at=asker.at,
        changed_by=asker.user,
        correlation_id=asker.correlation_id,
        size=int(wish["size"]) if "size" in wish else None,
        sha256=wish.get("sha256"),
        method=method,
        part_size=parts.part_size(int(wish["size"])) if method is Method.MULTIPART else None,
        tags=labels.tags(wish.get("tags", ())),
        metadata=wish.get("metadata", {}),
        signed_at=asker.at,
    )
