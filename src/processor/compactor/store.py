"""The archive bucket as the compactor sees it: lists, versions, and writes that two may try at once."""

from __future__ import annotations

from functools import cache
from typing import IO, TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.events import archive
from processor.compactor.planning import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client

# Lifecycle rules know the objects that may go into colder storage by it.
TAG = "inlet=compacted"
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "405", "MethodNotAllowed"}


@cache
def client() -> S3Client:
    """Large objects take S3 a while to answer."""
    config = Config(
        connect_timeout=2,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 3},
        request_checksum_calculation="when_required",
        max_pool_connections=16,
    )
    return aws.session().client("s3", config=config)


def tenants(bucket: str) -> Iterator[str]:
    """All tenants that have events, in order."""
    with aws.calling():
        pages = client().get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=archive.EVENTS, Delimiter="/"):
            for found in page.get("CommonPrefixes", []):
                yield found["Prefix"].removeprefix(f"{archive.EVENTS}tenant=").rstrip("/")


def keys(bucket: str, tenant: str, since: str) -> Iterator[str]:
    """The keys of a tenant's events received on the day `since` (as YYYY-MM-DD) and later, in order."""
    prefix = archive.of_tenant(tenant)
    yield from _keys(bucket, prefix, after=f"{prefix}date={since}")


def _keys(bucket: str, prefix: str, after: str) -> Iterator[str]:
    with aws.calling():
        pages = client().get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=prefix, StartAfter=after):
            yield from (found["Key"] for found in page.get("Contents", []))


def under(bucket: str, prefix: str) -> Iterator[str]:
    """All keys that begin with `prefix`."""
    yield from _keys(bucket, prefix, after="")


def versions(bucket: str, folder: str) -> Iterator[Version]:
    """All versions and markers below `folder`."""
    with aws.calling():
        pages = client().get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=bucket, Prefix=folder):
            for one in page.get("Versions", []):
                yield Version(one["Key"], one["VersionId"], one["Size"], one["ETag"], one["IsLatest"], False)
            for gone in page.get("DeleteMarkers", []):
                yield Version(gone["Key"], gone["VersionId"], 0, "", gone["IsLatest"], True)


def exists(bucket: str, key: str) -> bool:
    """Whether there is such an object."""
    with aws.calling():
        try:
            client().head_object(Bucket=bucket, Key=key)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return False
            raise
    return True


def read(bucket: str, key: str, version: str) -> bytes | None:
    """The bytes of one version; None when it is gone."""
    with aws.calling():
        try:
            return client().get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return None
            raise


def current(bucket: str, key: str) -> tuple[str, str] | None:
    """The text of an object and its version; None when there is none."""
    with aws.calling():
        try:
            answer = client().get_object(Bucket=bucket, Key=key)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return None
            raise
        return answer["Body"].read().decode(), answer["VersionId"]


def create(bucket: str, key: str, body: bytes | IO[bytes], *, tag: str = "") -> str | None:
    """Puts an object where there is none; its version, or None when there is one already.

    Raises Busy when another is putting it at this moment.
    """
    with aws.calling():
        try:
            return client().put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*", Tagging=tag)["VersionId"]
        except ClientError as failure:
            if aws.code(failure) in {"PreconditionFailed", "412"}:
                return None
            if aws.code(failure) in {"ConditionalRequestConflict", "409"}:
                raise Busy from failure
            raise


def put(bucket: str, key: str, body: bytes) -> None:
    """Puts an object, over what there is."""
    with aws.calling():
        client().put_object(Bucket=bucket, Key=key, Body=body)


def drop(bucket: str, key: str, version: str) -> None:
    """Deletes this one version for good. Deleting it again is no error."""
    with aws.calling():
        client().delete_object(Bucket=bucket, Key=key, VersionId=version)
