"""What a request for files wants, in which lists it stands, and which file is meant. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.files import places
from common.files.file import UUID_PATTERN, File
from common.files.lifecycle import Status
from ingestion import names
from ingestion.files.listing.streams import AFTER
from ingestion.tenants import access
from ingestion.tenants.access import Membership
from ingestion.uploads.media import MediaTypes
from ingestion.web import http, instants
from ingestion.web.signed_cursors import Cursors

DEFAULT_LIMIT = 50

_POSITION = re.compile(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z(#{UUID_PATTERN})?~?", re.ASCII)
_ANY = "/*"


@dataclass(frozen=True)
class Wanted:
    """Files that `who` may see with all that is named here, not before `start`: below the position `below`, newest
    first, at most `limit`. None is whatever it may be; of `types` a file has one.
    """

    who: Membership
    project: str | None
    owner: str | None
    tags: frozenset[str]
    status: Status | None
    types: frozenset[str] | None
    start: str
    below: str
    limit: int
    query: tuple[str | None, ...]

    @property
    def nothing(self) -> bool:
        """Whether no file could fit."""
        foreign = self.project is not None and not access.sees_project(self.who, self.project)
        others = self.owner not in (None, self.who.user) and not self.who.owns
        return foreign or others or self.types == frozenset() or self.below <= self.start

    @property
    def dimensions(self) -> list[list[str]]:
        """A file that is wanted, and arrived, stands in a list of each: tags first, which few files share as a rule."""
        owner = self.owner if self.who.owns else self.who.user
        found = [[places.of_tag(tag)] for tag in sorted(self.tags)]
        found += [[places.of_type(one) for one in sorted(self.types)]] if self.types is not None else []
        found += [[places.of_owner(owner)]] if owner is not None else []
        found += [[places.of_project(self.project)]] if self.project is not None else []
        return found

    def fits(self, file: File, position: str) -> bool:
        """Whether `file`, which was found at `position`, may be shown and is wanted."""
        return (
            access.sees_file(self.who, file)
            and (file.status is self.status if self.status else file.status in places.LISTED)
            and self.project in (None, file.project)
            and self.owner in (None, file.owner)
            and self.tags <= set(file.tags)
            and (self.types is None or file.content_type in self.types)
            and position == places.sort_key(file.created_at, file.id.id)
        )


def read(request: http.Request, who: Membership, types: MediaTypes, cursors: Cursors) -> Wanted:
    """What the request wants, where `types` are those that are taken.

    Raises InvalidRequest for instants that are none, and what `cursors.read` raises.
    """
    asked = request.query
    start, end = instants.span(asked)
    tags = frozenset(map(names.normal, asked.get("tag", ())))
    single = (asked.get(name) for name in ("project", "owner", "status", "type", "from", "to"))
    query = ("files", who.tenant, *single, *sorted(tags))
    below = _text(end, AFTER)
    if "cursor" in asked:
        below = min(below, cursors.read(query, asked["cursor"], _position))
    return Wanted(
        who=who,
        project=asked.get("project"),
        owner=asked.get("owner"),
        tags=tags,
        status=Status(asked["status"]) if "status" in asked else None,
        types=_types(asked["type"], types) if "type" in asked else None,
        start=_text(start, ""),
        below=below,
        limit=asked.get("limit", DEFAULT_LIMIT),
        query=query,
    )


def _text(instant: datetime | None, otherwise: str) -> str:
    return times.text(instant) if instant else otherwise


def _types(asked: str, taken: MediaTypes) -> frozenset[str]:
    """The type itself; for `image/*` those of that kind that are taken."""
    if not asked.endswith(_ANY):
        return frozenset({asked})
    return frozenset(one for one in taken if one.startswith(asked.removesuffix("*")))


def _position(said: Any) -> str:
    if not isinstance(said, str) or not _POSITION.fullmatch(said):
        raise ValueError
    return said
