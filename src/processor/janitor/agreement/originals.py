"""The phase `originals`: each version and delete marker in the uploads bucket, against the row of its file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from common import aws
from common.files import catalog, objects
from common.files.catalog import Stale
from common.files.file import File, parse_key
from common.janitor.findings import Kind
from processor.janitor.agreement import reading, rules
from processor.janitor.agreement.finding import Count, Finding, Look
from processor.janitor.agreement.scope import Page, Scope

# Read in one call, and each that is one too many deleted in one.
_AT_ONCE = 50


@dataclass(frozen=True)
class _Version:
    """A version, or a delete marker."""

    key: str
    id: str
    at: datetime
    size_bytes: int
    marker: bool

    def wrong(self, file: File | None) -> Kind | None:
        return rules.of_version(self.id, file, marker=self.marker)


def page(scope: Scope, position: str | None) -> Page:
    """A page of what S3 lists, of at most 1,000. Raises Busy."""
    after: Any = json.loads(position) if position else {}
    with aws.calling():
        listed: Any = aws.s3().list_object_versions(Bucket=scope.conf.uploads_bucket, Prefix=scope.prefix, **after)
    found = [
        *(_version(one, one["Size"]) for one in listed.get("Versions", [])),
        *(_version(one, 0, marker=True) for one in listed.get("DeleteMarkers", [])),
    ]
    found.sort(key=lambda one: one.key)
    following = None
    if listed.get("IsTruncated"):
        found, following = _cut(found, listed)
    looks = [Look(len(some), partial(_findings, scope, some)) for some in reading.chunks(found, _AT_ONCE)]
    return Page(looks, json.dumps(following) if following else None)


def _cut(found: list[_Version], listed: Any) -> tuple[list[_Version], dict[str, str]]:
    """The page without its last key, which the next one begins with: where it goes on is the name of a key then, and
    not a version that may be deleted by then. But for a key whose versions are more than a page.
    """
    whole = [one for one in found if one.key != found[-1].key]
    if whole:
        return whole, {"KeyMarker": whole[-1].key}
    return found, {"KeyMarker": listed["NextKeyMarker"], "VersionIdMarker": listed["NextVersionIdMarker"]}


def _version(one: Any, size_bytes: int, *, marker: bool = False) -> _Version:
    return _Version(one["Key"], one["VersionId"], one["LastModified"], size_bytes, marker)


def _findings(scope: Scope, versions: list[_Version], count: Count) -> Iterator[Finding]:
    ids = {one.key: file_id for one in versions if (file_id := parse_key(one.key))}
    files = reading.files(scope.conf.catalog_table, ids.values())
    for one in versions:
        with count.one(one.key):
            # The row may have come since, or say more by now.
            if one.wrong(files.get(ids[one.key]) if one.key in ids else None) and (kind := one.wrong(_now(scope, one))):
                yield Finding(kind, one.key, one.at, partial(_remove, scope, one), one.size_bytes)


def _now(scope: Scope, one: _Version) -> File | None:
    file_id = parse_key(one.key)
    return catalog.find(scope.conf.catalog_table, file_id) if file_id else None


def _remove(scope: Scope, one: _Version) -> None:
    """Deletes the version by its id, when its row says still that it is none of the file's. Raises Stale, Busy."""
    if one.wrong(_now(scope, one)) is None:
        raise Stale
    objects.remove(scope.conf.uploads_bucket, one.key, one.id)
