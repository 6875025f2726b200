"""An archive bucket in this process, and the compactor on it."""

import gzip
import json
from datetime import datetime, timedelta

import pytest

from common import aws
from common.events import archive, message
from processor.compactor import handler, store
from tests.unit.cloud import NOW, TENANT, Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines"]

BUCKET = "inlet-unit-archive"
LAST_HOUR = NOW - timedelta(hours=1)
FOLDER = archive.folder(TENANT, LAST_HOUR)


def line(event_id: str, **more: object) -> bytes:
    """An event as the archive keeps it."""
    return json.dumps({"event_id": event_id, "event_type": "page_view", **more}).encode()


class Archive:
    """The bucket, and what is in it."""

    def put(
        self, batch: str, *event_ids: str, at: datetime = LAST_HOUR, tenant: str = TENANT, body: bytes | None = None
    ) -> str:
        """The object of a batch as the processor writes it, or with a `body` of its own; its key."""
        written = message.compress([line(one) for one in event_ids])
        key = archive.of_batch(tenant, at, batch)
        aws.s3().put_object(Bucket=BUCKET, Key=key, Body=written if body is None else body)
        return key

    def objects(self, prefix: str = archive.EVENTS) -> list[str]:
        """All keys, in order."""
        found = aws.s3().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [one["Key"] for one in found.get("Contents", [])]

    def versions(self, prefix: str = "") -> list[str]:
        """The keys of all versions and markers."""
        found = aws.s3().list_object_versions(Bucket=BUCKET, Prefix=prefix)
        return sorted(one["Key"] for one in [*found.get("Versions", []), *found.get("DeleteMarkers", [])])

    def body(self, key: str) -> bytes:
        """What an object holds."""
        return aws.s3().get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def ids(self, prefix: str = archive.EVENTS) -> list[str]:
        """The ids of the events in all objects, as often as they stand there, sorted."""
        raw = b"".join(gzip.decompress(self.body(key)) for key in self.objects(prefix))
        return sorted(json.loads(one)["event_id"] for one in raw.splitlines())

    def tags(self, key: str) -> dict[str, str]:
        """The tags of an object."""
        found = aws.s3().get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"]
        return {one["Key"]: one["Value"] for one in found}

    def clear(self) -> None:
        """Empties it."""
        found = aws.s3().list_object_versions(Bucket=BUCKET)
        for one in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]:
            aws.s3().delete_object(Bucket=BUCKET, Key=one["Key"], VersionId=one["VersionId"])


@pytest.fixture
def bucket(cloud, clock, monkeypatch):
    """An empty archive; it is five past the hour after LAST_HOUR, and then ten minutes more."""
    monkeypatch.setenv("ARCHIVE_BUCKET", BUCKET)
    handler.for_compactor.cache_clear()
    store.client.cache_clear()
    aws.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.s3().put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    clock.advance(minutes=10)
    return Archive()


@pytest.fixture
def compact(bucket, lines):
    """Invokes the compactor."""
    return lambda context=None: handler.handler({}, context or Context())
