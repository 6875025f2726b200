"""The task `pdf`: a version in; findings, variants and a step of the row out."""

import json
import tempfile

import pytest

from common import aws
from common.files import catalog, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from processor.pdf import child, handler, reading
from tests.unit.cloud import FILE_ID, NOW, Cloud, Context, clock, cloud, lines
from tests.unit.pdf import documents

__all__ = ["clock", "cloud", "lines"]

DERIVED = "inlet-unit-derived"
PREFIX = f"{FILE_ID.key}/1"


class Small(Context):
    """A function of 512 MB."""

    memory_limit_in_mb = "512"


@pytest.fixture
def task(cloud, clock, lines, monkeypatch, tmp_path):
    """Has the handler work on a document; what is told besides stands in its payload."""
    environment = {
        "CATALOG_TABLE": Cloud.catalog,
        "UPLOADS_BUCKET": Cloud.bucket,
        "DERIVED_BUCKET": DERIVED,
        "PDF_MAX_PAGES": "10",
        "PDF_TEXT_BYTES": "1000",
        "JPEG_QUALITY": "80",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    handler.for_pdf.cache_clear()
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    def act(document, context=None, **told):
        version = cloud.upload(body=document)
        arrival = Arrival(version, "etag", len(document), NOW)
        file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
        payload = {"tenantId": FILE_ID.tenant, "fileId": FILE_ID.id, "versionId": version, "size": len(document)}
        payload |= {"mediaType": "application/pdf", "attempt": 1, "run": "m1", "correlationId": "request-1"}
        try:
            return handler.handler(payload | told, context or Small())
        finally:
            assert not list(tmp_path.iterdir())

    return act


def stored(name):
    return aws.s3().get_object(Bucket=DERIVED, Key=f"{PREFIX}/{name}")


def test_a_document_is_read(task, cloud):
    document = documents.document(documents.text("Hello"), info="/Title (A title)")
    assert task(document) == {"outcome": "ok", "resultKey": f"{PREFIX}/pdf.json"}
    result = json.loads(stored("pdf.json")["Body"].read())
    assert (result["extracted"]["title"], result["extracted"]["text"]) == ("A title", "Hello")
    assert {name: one["key"] for name, one in result["variants"].items()} == {
        "text": f"{PREFIX}/text.txt",
        "preview": f"{PREFIX}/preview.jpg",
    }
    assert stored("text.txt")["Body"].read() == b"Hello\f"
    assert stored("preview.jpg")["ContentType"] == "image/jpeg"
    assert cloud.file().processing.steps["pdf"].status == "done"


def test_a_document_under_a_password_is_done_with(task, cloud):
    assert task(documents.encrypted(documents.text("secret"), user=b"pass"))["outcome"] == "ok"
    result = json.loads(stored("pdf.json")["Body"].read())
    assert (result["extracted"]["encrypted"], result["variants"]) == (True, {})
    assert cloud.file().processing.steps["pdf"].status == "done"


def test_a_damaged_document_fails_for_good(task, cloud):
    answer = task(b"%PDF-1.7\nnothing")
    assert (answer["outcome"], answer["code"]) == ("failed", "damaged")
    step = cloud.file().processing.steps["pdf"]
    assert (step.status, step.reason) == ("failed", answer["reason"])


def test_time_that_runs_out_fails_for_good(task):
    """A second is left beside the reserve; reading would take hours."""
    answer = task(documents.nested(20, 3), Small(11_000))
    assert (answer["outcome"], answer["code"]) == ("failed", "too_complex")


def test_what_finds_no_room_is_not_fetched(task):
    answer = task(documents.document(b""), size=handler.MAX_BYTES + 1)
    assert (answer["outcome"], answer["code"]) == ("failed", "too_large")


def test_what_goes_wrong_by_itself_is_tried_again(task, cloud, monkeypatch):
    monkeypatch.setattr(child, "NAME", "no.such.module")
    with pytest.raises(RuntimeError):
        task(documents.document(b""))
    assert "pdf" not in cloud.file().processing.steps


def test_reading_is_bounded_by_what_the_function_has():
    conf = handler.PdfSettings(Cloud.catalog, Cloud.bucket, DERIVED, 10, 1000, 80)
    bounds = handler._bounds(conf, Small(40_000))
    assert bounds == reading.Bounds(10, 1000, 256 << 20, 30.0, 18.0)
    assert handler._bounds(conf, Small(5_000)).seconds == 1
