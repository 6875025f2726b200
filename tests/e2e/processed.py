"""Files as processing leaves them, where a test needs the end and not the way there."""

import dataclasses
import uuid
from typing import Any
from unittest.mock import patch

from common import aws, times
from common.files import file_rows, runs
from common.files.file import File, FileId, parse_key
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Variant
from tests.e2e.cloud import Cloud

CLEAN = Scan(ScanResult.CLEAN, "clamav", times.now(), definitions="test")


def file_of(cloud: Cloud, key: str) -> File:
    """The file whose object has this key."""
    file_id = parse_key(key)
    assert file_id
    row = cloud.root("dynamodb").get_item(
        TableName=cloud.outputs["catalog_table"], Key=file_rows.row_key(file_id), ConsistentRead=True
    )
    return file_rows.from_item(row["Item"])


def begin(cloud: Cloud, key: str) -> dict[str, Any]:
    """Begins a run of the file whose object has this key; what the state machine would hand to its first steps."""
    file, run = file_of(cloud, key), f"test-{uuid.uuid4()}"
    assert file.arrival
    with patch.object(aws, "dynamodb", lambda: cloud.root("dynamodb")):
        runs.begin(cloud.outputs["catalog_table"], file, run, first="inspect", by="router", at=times.now())
    names = {"tenantId": file.id.tenant, "fileId": file.id.id, "key": file.id.key}
    types = {"contentType": file.content_type, "mediaType": file.content_type}
    pinned = {"versionId": file.arrival.version_id, "size": file.arrival.size}
    return names | types | pinned | {"attempt": 1, "run": run, "correlationId": "test", "guardDuty": None}


def settle(cloud: Cloud, key: str, status: Status = Status.COMPLETED, verdict: str = "clean", **found: Any) -> File:
    """Writes the row, and puts the scanner's tag on the version, as a run that has come to its end does."""
    file = file_of(cloud, key)
    assert file.arrival
    run = {"attempt": 1, "run": "by-hand", "started_at": times.now(), "ended_at": times.now(), "scan": CLEAN}
    given: Any = run | {"media_type": file.content_type, "digest": file.sha256} | found
    settled = dataclasses.replace(file, status=status, revision=file.revision + 1, processing=Processing(**given))
    cloud.root("dynamodb").put_item(TableName=cloud.outputs["catalog_table"], Item=file_rows.to_item(settled))
    cloud.root("s3").put_object_tagging(
        Bucket=cloud.outputs["uploads_bucket"],
        Key=key,
        VersionId=file.arrival.version_id,
        Tagging={"TagSet": [{"Key": "verdict", "Value": verdict}]},
    )
    return settled


def derive(cloud: Cloud, file_id: FileId, name: str, body: bytes, media_type: str) -> Variant:
    """An object that an extractor made of a file."""
    key = f"{file_id.key}/1/{name}"
    cloud.root("s3").put_object(Bucket=cloud.outputs["derived_bucket"], Key=key, Body=body, ContentType=media_type)
    return Variant(key, media_type, len(body))
