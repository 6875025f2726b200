"""What the client takes and gives: plain values without behaviour of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from inlet.errors import InletError

# The statuses in which an upload has not come to its end yet.
OPEN = frozenset({"pending", "uploaded", "processing"})
# The statuses in which an upload has ended without a file that can be used.
FAILED = frozenset({"rejected", "expired", "aborted", "failed", "quarantined", "deleted"})

Method = Literal["PUT", "POST", "MULTIPART"]
Role = Literal["owner", "member"]


@dataclass(frozen=True)
class Step:
    """Something that is done with the bytes that arrived, such as `scan`. `status`: running, done or failed."""

    name: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class Upload:
    """An upload as the API last told of it. Sizes are bytes, times have a zone.

    `status` is `pending` until the file has arrived, then `uploaded`, `processing` and `completed`; or it is
    `rejected`, `expired`, `aborted`, `failed`, `quarantined`, with a `reason_code` for programs and a `reason` for
    people. `requested_at` is None where only the promise is known.
    """

    file_id: str
    filename: str
    project_id: str
    content_type: str
    size: int | None
    status: str
    progress: int
    reason_code: str | None = None
    reason: str | None = None
    requested_at: datetime | None = None
    uploaded_at: datetime | None = None
    processed_at: datetime | None = None
    steps: tuple[Step, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether it is still open how it ends."""
        return self.status == "pending"

    @property
    def settled(self) -> bool:
        """Whether it has come to its end, processing with it."""
        return self.status not in OPEN

    @property
    def failed(self) -> bool:
        """Whether it ended without a file that can be used."""
        return self.status in FAILED


@dataclass(frozen=True)
class Item:
    """One file to upload, with what is to be noted of it.

    Without `filename` it is the file's own name, without `content_type` the type that goes with its extension.
    """

    path: Path
    filename: str | None = None
    content_type: str | None = None
    tags: Sequence[str] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A file that S3 has taken whole."""

    path: Path
    upload: Upload


@dataclass(frozen=True)
class Refused:
    """A file that was not sent, or not to its end, and why."""

    path: Path
    error: InletError

    @property
    def reason(self) -> str:
        """The reason in one line."""
        return str(self.error)


Outcome = Sent | Refused


@dataclass(frozen=True)
class Progress:
    """How far a file is: `sent` of `size` bytes. It never goes back, also when something has to be sent again."""

    path: Path
    filename: str
    sent: int
    size: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Amount:
    """What uploads of a tenant count for: bytes and files, stored or promised, and uploads that have yet to arrive."""

    bytes: int
    files: int
    pending: int


@dataclass(frozen=True)
class Tenant:
    """A tenant that the user is in, and as what; what it uses, and the most that it may."""

    id: str
    name: str
    role: Role
    usage: Amount
    quota: Amount


@dataclass(frozen=True)
class Tenants:
    """The tenants of the user, whose own id is `user_id`."""

    user_id: str
    items: tuple[Tenant, ...]


@dataclass(frozen=True)
class Member:
    """A member of a tenant or project; the role is the one in the tenant."""

    user_id: str
    role: Role
    joined_at: datetime


@dataclass(frozen=True)
class WriteKey:
    """A key with which programs send events of a tenant. `key` is known only where it was just made."""

    id: str
    name: str
    created_at: datetime
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Project:
    """A project of a tenant."""

    id: str
    name: str
    created_at: datetime
