"""The phase `derived`: each object that was made of a file, against the attempts that its row knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from common import aws
from common.files import catalog, objects
from common.files.catalog import Stale
from common.files.file import File, FileId, parse_key
from common.janitor.findings import Kind
from processor.janitor.agreement import reading, rules
from processor.janitor.agreement.finding import Count, Finding, Look
from processor.janitor.agreement.scope import Page, Scope

_AT_ONCE = 50


@dataclass(frozen=True)
class _Object:
    """The current version under a key, `{tenant}/{fileId}/{attempt}/{name}`. Earlier ones expire by themselves."""

    key: str
    at: datetime
    size_bytes: int

    @property
    def file_id(self) -> FileId | None:
        return parse_key("/".join(self.key.split("/", 2)[:2]))

    def wrong(self, file: File | None) -> Kind | None:
        return rules.of_derivative("".join(self.key.split("/", 3)[2:3]), file)


def page(scope: Scope, position: str | None) -> Page:
    """A page of what S3 lists, of at most 1,000; `position` is the last key that was looked at. Raises Busy."""
    after: Any = {"StartAfter": position} if position else {}
    with aws.calling():
        listed = aws.s3().list_objects_v2(Bucket=scope.conf.derived_bucket, Prefix=scope.prefix, **after)
    found = [_Object(one["Key"], one["LastModified"], one["Size"]) for one in listed.get("Contents", [])]
    looks = [Look(len(some), partial(_findings, scope, some)) for some in reading.chunks(found, _AT_ONCE)]
    return Page(looks, found[-1].key if listed.get("IsTruncated") else None)


def _findings(scope: Scope, made: list[_Object], count: Count) -> Iterator[Finding]:
    files = reading.files(scope.conf.catalog_table, (one.file_id for one in made if one.file_id))
    for one in made:
        with count.one(one.key):
            if one.wrong(files.get(one.file_id) if one.file_id else None) and (kind := one.wrong(_now(scope, one))):
                yield Finding(kind, one.key, one.at, partial(_remove, scope, one), one.size_bytes)


def _now(scope: Scope, one: _Object) -> File | None:
    return catalog.find(scope.conf.catalog_table, one.file_id) if one.file_id else None


def _remove(scope: Scope, one: _Object) -> None:
    """Deletes all versions under the key, when the row says still that no attempt needs them. Raises Stale, Busy."""
    if one.wrong(_now(scope, one)) is None:
        raise Stale
    objects.remove_object(scope.conf.derived_bucket, one.key)
