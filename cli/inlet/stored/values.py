"""What the client tells of files: plain values without behaviour of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from inlet.errors import ApiError

ORIGINAL = "original"

Operation = Literal["tag", "untag", "move", "delete", "restore"]


@dataclass(frozen=True)
class File:
    """A file as the API last told of it. Sizes are bytes, times have a zone.

    `media_type` is what its content tells, `content_type` what was promised. `readable`: its content can be fetched, by
    the names in `variants`. `extracted` is what was found in it, by the kind of file. `attempt` counts the runs of
    processing. `told` is all that the API said. `etag` names this state of it, for changes that are to meet no other.
    Lists tell all but `extracted` and `etag`, which are None there.
    """

    file_id: str
    filename: str
    project_id: str
    owner: str
    content_type: str
    media_type: str | None
    size: int | None
    sha256: str | None
    status: str
    reason_code: str | None
    reason: str | None
    readable: bool
    attempt: int
    variants: tuple[str, ...]
    created_at: datetime
    uploaded_at: datetime | None
    processed_at: datetime | None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    extracted: Mapping[str, Any] | None = None
    etag: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Change:
    """A change of a file: when, by whom (a user's id, or a part of Inlet), what was done, as the API names it.

    `changes` has what was before and what is after, by the name of what changed. `told` is all that the API said.
    """

    revision: int
    at: datetime
    by: str
    action: str
    changes: Mapping[str, tuple[Any, Any]]
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class SignedUrl:
    """Where content is fetched by whoever has the URL, and until when."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class Fetched:
    """Content that came whole: where it lies now, its bytes, and whether its SHA-256 was held against the known one."""

    path: Path
    size: int
    verified: bool


@dataclass(frozen=True)
class Reprocessed:
    """A file that is to be processed once more: the number of that attempt; or None, and why it cannot be."""

    file_id: str
    attempt: int | None
    error: ApiError | None = None

    @property
    def still_processing(self) -> bool:
        """Whether it is not asked for because a run is under way."""
        return self.error is not None and self.error.code == "still_processing"


@dataclass(frozen=True)
class Changed:
    """One of many files that were to be changed; `code` says why it was not, None that it is now as it was to be."""

    file_id: str
    status: int  # as HTTP has it
    code: str | None = None
