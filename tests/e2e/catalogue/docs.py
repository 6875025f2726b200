"""Files as plain values, and what lists of them are asked for. Pure."""

from dataclasses import dataclass, field
from typing import Any

ARRIVED = {"uploaded", "processing", "completed", "failed", "quarantined"}
READABLE = {"processing", "completed", "failed"}


@dataclass
class Doc:
    """A file. `etag` is that of its present state, None until somebody was told of it; `past` are those before."""

    id: str
    tenant: str
    owner: str
    project: str
    type: str
    tags: tuple[str, ...]
    status: str = "pending"
    filename: str = "a"
    metadata: dict[str, str] = field(default_factory=dict)
    created_at: str = ""
    etag: str | None = None
    past: set[str] = field(default_factory=set)
    deleted_by: str | None = None
    deleted_from: str | None = None
    too_late: bool = False

    @property
    def position(self) -> str:
        """Files are listed by it, the greatest first."""
        return f"{self.created_at}#{self.id}"

    @property
    def view(self) -> dict[str, Any]:
        """What of it is compared."""
        return {
            "fileId": self.id,
            "filename": self.filename,
            "projectId": self.project,
            "owner": self.owner,
            "contentType": self.type,
            "status": self.status,
            "readable": self.status in READABLE,
            "tags": list(self.tags),
            "metadata": self.metadata,
            "createdAt": self.created_at,
            "deletedBy": self.deleted_by,
        }


@dataclass(frozen=True)
class Query:
    """What GET /files is asked for; what is not named may be anything."""

    project: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    status: str | None = None
    type: str | None = None
    since: str | None = None
    until: str | None = None

    def fits(self, doc: Doc) -> bool:
        return (
            (doc.status == self.status if self.status else doc.status in ARRIVED)
            and self.project in (None, doc.project)
            and self.owner in (None, doc.owner)
            and set(self.tags) <= set(doc.tags)
            and self.type in (None, doc.type, doc.type.partition("/")[0] + "/*")
            and (self.since or "") <= doc.created_at < (self.until or "~")
        )
