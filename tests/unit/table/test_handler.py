"""The state machine's task: a version in the bucket in, findings in the bucket of what is derived out."""

import json
from typing import Any

import pytest
from botocore.exceptions import ResponseStreamingError

from common import aws
from common.files import catalog, runs, streams
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from processor.table import handler
from tests.unit.cloud import FILE_ID, NOW, Cloud, Context, Crash, dying_at, interrupted
from tests.unit.table.test_reading import TABLE

DERIVED = "inlet-unit-derived"
BODY = TABLE.encode()


@pytest.fixture
def upload(cloud, clock, lines, monkeypatch):
    """Uploads a table whose first run has come to the extractor; answers its version."""
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    names = {"CATALOG_TABLE": Cloud.catalog, "UPLOADS_BUCKET": Cloud.bucket, "DERIVED_BUCKET": DERIVED}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    handler.for_table.cache_clear()

    def uploading(body):
        version = cloud.upload(body=body, content_type="text/csv")
        arrival = Arrival(version, "etag", len(body), NOW)
        file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
        return version

    return uploading


@pytest.fixture
def task(upload) -> Any:
    """Hands a table to the handler; answers what it answers."""

    def hand(body=BODY, context=None, version=None, **changes):
        payload = {
            "tenantId": FILE_ID.tenant,
            "fileId": FILE_ID.id,
            "key": FILE_ID.key,
            "versionId": version or upload(body),
            "size": len(body),
            "contentType": "text/csv",
            "mediaType": "text/csv",
            "attempt": 1,
            "run": "m1",
            "correlationId": "request-1",
            "guardDuty": None,
        }
        return handler.handler(payload | changes, context or Context())

    return hand


def result():
    stored = aws.s3().get_object(Bucket=DERIVED, Key=f"{FILE_ID.key}/1/table.json")
    told = json.loads(stored["Body"].read())
    assert told["variants"] == {}
    return told["extracted"]


def step(cloud):
    return cloud.file().processing.steps["table"]


def test_findings_are_kept_and_the_step_is_done(cloud, task):
    assert task() == {"outcome": "ok", "resultKey": f"{FILE_ID.key}/1/table.json"}
    assert (result()["rowCount"], result()["columnCount"]) == (3, 4)
    assert step(cloud) == Step(StepStatus.DONE, NOW, NOW)


def test_what_is_no_text_fails_with_its_reason(cloud, task):
    answer = task(b"a,b\0\n")
    assert answer == {
        "outcome": "failed",
        "code": "binary_content",
        "reason": "The file holds bytes that are no text.",
    }
    assert step(cloud) == Step(StepStatus.FAILED, NOW, NOW, answer["reason"])


def test_tabs_are_told_by_the_media_type(task):
    task(b"a\tb, c\n1\t2, 3\n", mediaType="text/tab-separated-values")
    assert result()["delimiter"] == "\t"


def test_a_version_that_is_gone_is_said_to_be(task, upload):
    version = upload(BODY)
    aws.s3().delete_object(Bucket=Cloud.bucket, Key=FILE_ID.key, VersionId=version)
    assert task(version=version)["outcome"] == "gone"


def test_a_run_that_is_no_longer_the_files_ends_without_harm(task):
    assert task(run="m2") == {"outcome": "stale"}


@pytest.mark.parametrize("what", ["bytes", "time"])
def test_what_cannot_be_read_in_time_has_no_count(task, monkeypatch, what):
    """Rows are told as far as they were counted."""
    monkeypatch.setattr(streams, "BLOCK_BYTES", 1 << 14)
    body = b"a,b\n" + b"1,2\n" * 20_000
    if what == "bytes":
        monkeypatch.setattr(handler, "MAX_BYTES", 1 << 15)
    context = Context(60_000, 60_000, 9_999) if what == "time" else Context()
    assert task(body, context)["outcome"] == "ok"
    assert result()["rowCount"] is None
    assert 1000 < result()["rowsRead"] < 20_000


def test_a_table_of_just_so_many_bytes_is_read_to_its_end(task, monkeypatch):
    body = b"a,b\n" + b"1,2\n" * 20_000
    monkeypatch.setattr(handler, "MAX_BYTES", len(body))
    task(body)
    assert result()["rowCount"] == 20_000


def test_a_stream_that_breaks_goes_on_where_it_was(task, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_BYTES", 1 << 16)
    body = b"a,b\n" + b"1,2\n" * 50_000
    whole: Any = streams._client().get_object
    asked = []

    def breaking(**which):
        asked.append(which.get("Range"))
        answer = whole(**which)
        if len(asked) == 1:
            blocks = answer["Body"].iter_chunks(1 << 16)

            def some(size):
                yield next(blocks)
                raise ResponseStreamingError(error="reset")

            answer["Body"].iter_chunks = some
        return answer

    monkeypatch.setattr(streams._client(), "get_object", breaking)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    task(body)
    assert asked == [None, f"bytes={1 << 16}-"]
    assert result()["rowCount"] == 50_000


def test_a_stream_that_ends_nowhere_is_tried_again_by_the_machine(task, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(streams.Broken):
        task(size=len(BODY) + 1)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_the_next_try(task, upload, moment):
    version = upload(BODY)
    for call in range(1, 4):
        with interrupted(dying_at(call), moment, streams._client()), pytest.raises(Crash):
            task(version=version)
        assert task(version=version)["outcome"] == "ok"
        assert result()["rowCount"] == 3


def test_log_lines_hold_ids_only(task, lines):
    task()
    assert "Zoë" not in json.dumps(lines(), ensure_ascii=False)
    assert [line["message"] for line in lines()] == ["step ended"]
