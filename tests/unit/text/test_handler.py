"""The task `text`, on an object in this process."""

import json

import pytest

from common import aws
from common.files import catalog, runs, streams
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import StepStatus
from processor.text import handler
from tests.unit.cloud import FILE_ID, NOW, Context

DERIVED = "inlet-unit-derived"
CONTENT = "größe 12\r\nzwei\r\n".encode()
KEY = f"{FILE_ID.key}/1/text.json"


@pytest.fixture
def extract(cloud, clock, lines, monkeypatch):
    """Uploads `content`, begins its run and has it extracted."""
    for name, value in (("CATALOG", cloud.catalog), ("UPLOADS", cloud.bucket), ("DERIVED", DERIVED)):
        monkeypatch.setenv(f"{name}_{'TABLE' if name == 'CATALOG' else 'BUCKET'}", value)
    handler.for_text.cache_clear()
    streams._client.cache_clear()
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def do(content: bytes = CONTENT, context: Context | None = None, version: str = ""):
        put = cloud.upload(body=content)
        arrival = Arrival(put, "etag", len(content), NOW)
        file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
        payload = {
            "tenantId": FILE_ID.tenant,
            "fileId": FILE_ID.id,
            "versionId": version or put,
            "size": len(content),
            "mediaType": "text/plain",
            "attempt": 1,
            "run": "m1",
            "correlationId": "request-1",
        }
        return handler.handler(payload, context or Context())

    return do


def found():
    result = json.loads(aws.s3().get_object(Bucket=DERIVED, Key=KEY)["Body"].read())
    assert result["variants"] == {}
    return result["extracted"]


def test_what_is_told_of_a_text(cloud, extract):
    assert extract() == {"outcome": "ok", "resultKey": KEY}
    assert found() == {"encoding": "utf-8", "lineCount": 2, "wordCount": 3, "firstLines": "größe 12\nzwei\n"}
    assert cloud.file().processing.steps["text"].status is StepStatus.DONE


def test_a_text_of_several_blocks(extract):
    assert extract(b"one two\n" * 300_000)["outcome"] == "ok"
    assert (found()["lineCount"], found()["wordCount"]) == (300_000, 600_000)


def test_what_cannot_be_read_to_its_end_is_not_counted(extract):
    body = b"one two\n" * 300_000
    assert extract(body, Context(60_000, 60_000, 9_000))["outcome"] == "ok"
    assert found() == {
        "encoding": "utf-8",
        "lineCount": None,
        "wordCount": None,
        "firstLines": "one two\n" * 19 + "one two",
    }


def test_a_version_that_is_gone(cloud, extract):
    assert extract(version="9f0b0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e")["outcome"] == "gone"
    assert cloud.file().processing.steps["text"].status is StepStatus.FAILED
