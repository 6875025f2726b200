"""Multipart uploads that S3 still keeps although nobody will join their parts: they are dropped.

S3 itself is asked for them, not the catalogue: so a crash between any two calls that begin, join or abort one leaves
nothing that the next run would not find, and parts that were under way during an abort are met again.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import aws, logs
from common.files import catalog, objects
from common.files.file import parse_key
from processor.janitor import expiry

# S3 lists in the order of keys. Where it begins is drawn, so that a run that never gets to the end starves none.
_BEGINNINGS = ("", "t-4", "t-8", "t-c")


@dataclass(frozen=True)
class Begun:
    """A multipart upload that was neither joined nor aborted."""

    key: str
    multipart_id: str
    at: datetime

    @property
    def name(self) -> str:
        """The id of its file; for a key that Inlet never made, the key."""
        file_id = parse_key(self.key)
        return file_id.id if file_id else self.key


def begun(bucket: str) -> Iterator[Begun]:
    """All multipart uploads in the bucket."""
    pages = aws.s3().get_paginator("list_multipart_uploads")
    beginning = random.choice(_BEGINNINGS)  # noqa: S311 - no secret
    for marker in dict.fromkeys((beginning, "")):
        after: Any = {"KeyMarker": marker} if marker else {}
        for page in pages.paginate(Bucket=bucket, **after):
            for one in page.get("Uploads", []):
                if not marker and beginning and one["Key"] > beginning:
                    return
                yield Begun(one["Key"], one["UploadId"], one["Initiated"])


def sweep(one: Begun, table: str, bucket: str, now: datetime) -> str:
    """Drops its parts unless its file waits for them; the outcome, `dropped` or `skipped`."""
    file_id = parse_key(one.key)
    file = catalog.find(table, file_id) if file_id else None
    if not expiry.is_abandoned(file, one.multipart_id, one.at, now):
        return "skipped"
    with logs.bound(correlationId=file.correlation_id if file else None):
        objects.drop_parts(bucket, one.key, one.multipart_id)
        logs.info("parts dropped")
    return "dropped"
