"""A file as the catalogue knows it, and the object in S3 that it stands for. Pure values."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from common.files.lifecycle import Status
from common.files.processing import Processing
from common.files.usage import NOTHING, Amount

UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OBJECT_KEY = re.compile(rf"(?P<tenant>t-[0-9a-f]{{32}})/(?P<file_id>{UUID_PATTERN})")


class Method(StrEnum):
    """How a client sends a file's bytes to S3: in one PUT, as the field of a form, or in parts that S3 joins."""

    PUT = "PUT"
    POST = "POST"
    MULTIPART = "MULTIPART"


@dataclass(frozen=True)
class FileId:
    """A file within its tenant. Its object key holds nothing that can change and nothing that is personal."""

    tenant: str
    id: str

    @property
    def key(self) -> str:
        """The S3 object key."""
        return f"{self.tenant}/{self.id}"


def parse_key(key: str) -> FileId | None:
    """The file that a decoded object key stands for; None when Inlet would never have made such a key."""
    match = _OBJECT_KEY.fullmatch(key)
    return FileId(match["tenant"], match["file_id"]) if match else None


@dataclass(frozen=True)
class Arrival:
    """The one object version that a file is: pinned when it was accepted, and read ever after."""

    version_id: str
    etag: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True)
class Verification:
    """The reading of a version's bytes against the promised SHA-256; `ended_at` is None until it settled the file.

    It was asked for `attempts` times, the last time at `started_at`.
    """

    version_id: str
    started_at: datetime
    ended_at: datetime | None = None
    attempts: int = 1


@dataclass(frozen=True)
class Rejection:
    """Why an object version was not taken: a stable code, and a sentence for people."""

    code: str
    reason: str


@dataclass(frozen=True)
class Deletion:
    """That a file was deleted: when, by whom, and the status to restore. From `purging_since` on nobody restores it."""

    at: datetime
    by: str
    status: Status
    purging_since: datetime | None = None


@dataclass(frozen=True)
class File:
    """One row of the catalogue.

    `size` (bytes) and `sha256` (hex) are what the client promised, None where it promised nothing; `max_bytes` is the
    limit of its type when it was signed. `hashed_late` says that `sha256` was promised only when all parts were sent.
    `part_size` (bytes) and `multipart_id` are those of S3's multipart upload, for files that are sent in parts; the id
    is None until there is one. `revision` counts the row's changes; every write is conditional on it.
    `listed` says that the row was read as one of the index of pending files. `shard` is the share of its tenant's lists
    that it stands in; `usage_shard` is where it counts for its tenant's usage (None: nowhere); `held` is credit that it
    holds for others of its request until they are there. `promised` is the digest of the promise once something of
    that was changed. `deletion` is there while it is deleted.
    """

    id: FileId
    owner: str
    project: str
    filename: str
    content_type: str
    status: Status
    max_bytes: int
    created_at: datetime
    changed_at: datetime
    changed_by: str
    correlation_id: str
    size: int | None = None
    sha256: str | None = None
    hashed_late: bool = False
    method: Method = Method.PUT
    part_size: int | None = None
    multipart_id: str | None = None
    tags: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    revision: int = 1
    signed_at: datetime | None = None
    arrival: Arrival | None = None
    rejected_version: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    verification: Verification | None = None
    processing: Processing | None = None
    shard: int = 0
    promised: str | None = None
    deletion: Deletion | None = None
    usage_shard: int | None = None
    held: Amount = NOTHING
    listed: bool = field(default=False, compare=False)

    @property
    def last_sign_of_life(self) -> datetime:
        """When it was last signed, or handed over to be verified."""
        signed_at = self.signed_at or self.created_at
        return max(signed_at, self.verification.started_at) if self.verification else signed_at

    @property
    def judged_version(self) -> str | None:
        """The version that settled it: admitted or rejected; None when none did."""
        return self.arrival.version_id if self.arrival else self.rejected_version

    @property
    def promise(self) -> str:
        """A digest of all that the client asked for: two requests with one fileId are the same when theirs are equal.

        What was changed since counts as it was promised.
        """
        if self.promised:
            return self.promised
        asked_for = (
            self.owner,
            self.project,
            self.filename,
            self.content_type,
            self.size,
            None if self.hashed_late else self.sha256,
            self.method,
            sorted(self.tags),
            sorted(self.metadata.items()),
        )
        return hashlib.sha256(json.dumps(asked_for).encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """What S3 says of one object version. `checksum_sha256` is hex; None where S3 keeps none of the whole object."""

    version_id: str
    etag: str
    size: int
    content_type: str
    last_modified: datetime
    tagged: bool
    checksum_sha256: str | None = None
