"""The phase `parts`: each multipart upload that was neither joined nor aborted, against the file that may want it."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from common import aws
from common.files import catalog, objects
from common.files.catalog import Stale
from common.files.file import parse_key
from common.janitor.findings import PARTS_ABANDONED
from processor.janitor import expiry
from processor.janitor.agreement import reading
from processor.janitor.agreement.finding import Count, Finding, Look
from processor.janitor.agreement.scope import Page, Scope
from processor.janitor.leftovers import Begun


def page(scope: Scope, position: str | None) -> Page:
    """A page of what S3 lists, of at most 1,000. Raises Busy."""
    after: Any = json.loads(position) if position else {}
    with aws.calling():
        listed = aws.s3().list_multipart_uploads(Bucket=scope.conf.uploads_bucket, Prefix=scope.prefix, **after)
    found = [Begun(one["Key"], one["UploadId"], one["Initiated"]) for one in listed.get("Uploads", [])]
    following = None
    if listed.get("IsTruncated"):
        following = json.dumps({"KeyMarker": listed["NextKeyMarker"], "UploadIdMarker": listed["NextUploadIdMarker"]})
    return Page([Look(1, partial(_findings, scope, one)) for one in found], following)


def _findings(scope: Scope, one: Begun, _count: Count) -> Iterator[Finding]:
    if _abandoned(scope, one):
        size = reading.part_bytes(scope.conf.uploads_bucket, one.key, one.multipart_id)
        yield Finding(PARTS_ABANDONED, one.key, one.at, partial(_drop, scope, one), size)


def _abandoned(scope: Scope, one: Begun) -> bool:
    file_id = parse_key(one.key)
    file = catalog.find(scope.conf.catalog_table, file_id) if file_id else None
    return expiry.is_abandoned(file, one.multipart_id, one.at, scope.now)


def _drop(scope: Scope, one: Begun) -> None:
    if not _abandoned(scope, one):
        raise Stale
    objects.drop_parts(scope.conf.uploads_bucket, one.key, one.multipart_id)
