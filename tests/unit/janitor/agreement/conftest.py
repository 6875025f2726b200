"""A small world of files that agree - rows, lists, versions, derivatives - and the janitor to bring it back to that."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from moto.s3 import models

from common import aws, queues
from common.files import file_rows, findings, places, runs, waiting
from common.files.file import Arrival, Deletion, FileId
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Variant
from common.files.waiting import Wait
from processor.janitor.agreement import handler, loop, scope
from tests.unit.cloud import NOW, OWNER, PNG, TENANT, Context, account, clock, cloud, lines, pending

__all__ = ["clock", "cloud", "lines", "runs"]

DERIVED = "inlet-unit-derived"
DAY = timedelta(days=1)
TAGS = ("a", "ä")


def file_id(number: int, tenant: str = TENANT) -> FileId:
    return FileId(tenant, f"{number:08d}-7a64-4b53-9d5c-1f2a3b4c5d6e")


class World:
    """The account, with derivatives."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.table = cloud.catalog
        aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        aws.s3().put_bucket_versioning(Bucket=DERIVED, VersioningConfiguration={"Status": "Enabled"})

    def put(self, file, **more):
        """A file's row and its places, as whoever writes them together would leave them."""
        item = file_rows.to_item(file)
        if file.deletion:
            item |= waiting.place(file.id, Wait.DELETED, file.deletion.at)
        elif file.status is Status.PENDING:
            item |= waiting.place(file.id, Wait.PENDING, file.signed_at)
        aws.dynamodb().put_item(TableName=self.table, Item=item | more)
        for place in places.places(file):
            self.place(place)
        return file

    def place(self, place):
        aws.dynamodb().put_item(TableName=self.table, Item=place.key)

    def drop(self, key):
        aws.dynamodb().delete_item(TableName=self.table, Key=key)

    def arrived(self, number=1, status=Status.COMPLETED, tenant=TENANT, **changes):
        """A file with its version, processed unless it is only uploaded, with what was made of it and found."""
        one = file_id(number, tenant)
        version = self.cloud.upload(one.key)
        given: dict[str, Any] = {"status": status, "arrival": Arrival(version, "etag", len(PNG), NOW), "tags": TAGS}
        if status is not Status.UPLOADED:
            key = f"{one.key}/1/thumb-200.jpg"
            given["processing"] = Processing(
                1,
                "run-1",
                NOW,
                ended_at=NOW,
                media_type="image/png",
                scan=Scan(ScanResult.CLEAN, "clamav", NOW),
                variants={"thumb-200": Variant(key, "image/jpeg", 1)},
                extracted=1,
            )
            self.derive(one, 1)
            findings.put(self.table, one, 1, {"width": 1})
        return self.put(pending(one, **given | changes))

    def deleted(self, number=1, *, purging=False, **changes):
        told = Deletion(NOW, OWNER, Status.COMPLETED, NOW if purging else None)
        return self.arrived(number, Status.DELETED, deletion=told, usage_shard=None, **changes)

    def derive(self, one, attempt, name="thumb-200.jpg"):
        aws.s3().put_object(Bucket=DERIVED, Key=f"{one.key}/{attempt}/{name}", Body=b"x")

    def derived(self):
        listed = aws.s3().list_objects_v2(Bucket=DERIVED)
        return [one["Key"] for one in listed.get("Contents", [])]

    def row(self, one):
        """The row as it is kept."""
        return aws.dynamodb().get_item(TableName=self.table, Key=file_rows.row_key(one))["Item"]

    def update(self, one, change, **values):
        given: Any = {"ExpressionAttributeValues": {f":{name}": {"S": value} for name, value in values.items()}}
        aws.dynamodb().update_item(
            TableName=self.table,
            Key=file_rows.row_key(one),
            UpdateExpression=change,
            **(given if values else {}),
        )

    def clear(self):
        """Empties all of it."""
        self.cloud.clear()
        bucket = account("s3", "aws").buckets[DERIVED]
        for key in list(bucket.keys):
            bucket.keys.setlist(key, [])
        bucket.keys.clear()
        account("s3", "aws").buckets[self.cloud.bucket].multiparts.clear()

    def state(self):
        """All there is but runs of the janitor: rows, versions, markers, derivatives, parts, messages."""
        versions: Any = aws.s3().list_object_versions(Bucket=self.cloud.bucket)
        parts: Any = aws.s3().list_multipart_uploads(Bucket=self.cloud.bucket)
        return (
            [row for row in self.cloud.items(self.table) if row["pk"] != "JANITOR"],
            sorted((one["Key"], one["VersionId"]) for one in versions.get("Versions", [])),
            sorted((one["Key"], one["VersionId"]) for one in versions.get("DeleteMarkers", [])),
            self.derived(),
            [one["Key"] for one in parts.get("Uploads", [])],
        )


@pytest.fixture
def world(cloud, monkeypatch):
    """Objects come to it at NOW."""
    monkeypatch.setattr(models, "utcnow", lambda: NOW.replace(tzinfo=None))
    return World(cloud)


@pytest.fixture
def run(world, clock, lines, monkeypatch):
    """Invokes the janitor two days after NOW; a run by hand unless told otherwise: `run(dryRun=True)`."""
    environment = {
        "CATALOG_TABLE": world.table,
        "UPLOADS_BUCKET": world.cloud.bucket,
        "DERIVED_BUCKET": DERIVED,
        "PROCESSING_QUEUE": world.cloud.processing,
        "PROCESSING_PAUSED": "false",
        "LOST_AFTER_SECONDS": "3600",
        "GRACE_SECONDS": "86400",
        "EVERY_SECONDS": "86400",
        "SCHEDULED": "true",
        "MOST_ENDED": "2",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # moto copies a table for each transaction, and stumbles over what other threads write meanwhile.
    monkeypatch.setattr(loop, "ThreadPoolExecutor", lambda _: ThreadPoolExecutor(1))
    scope.for_janitor.cache_clear()
    queues._url.cache_clear()
    clock.advance(days=2)
    return lambda event=None, context=None, **asked: handler.handler(
        asked or event or {"dryRun": False}, context or Context()
    )
