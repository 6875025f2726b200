"""The task `image` on the account in this process, from its payload to its answer."""

import json

import pytest

from common import aws, settings
from common.files import catalog, runs
from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import StepStatus
from processor.image import handler, labels
from tests.unit.cloud import FILE_ID, NOW, Cloud, Context
from tests.unit.image.pictures import quarters, saved

DERIVED = "inlet-unit-derived"
ENVIRONMENT = {
    "CATALOG_TABLE": Cloud.catalog,
    "UPLOADS_BUCKET": Cloud.bucket,
    "DERIVED_BUCKET": DERIVED,
    "THUMBNAIL_SIZES": "16,64",
    "JPEG_QUALITY": "80",
    "MAX_PIXELS": "10000",
    "MAX_FRAMES": "5",
    "LABELS": "false",
}


class Roomy(Context):
    """A function with more memory than a process that runs tests has taken."""

    memory_limit_in_mb = "10240"


@pytest.fixture
def image(cloud, clock, lines, monkeypatch):
    """Has a file of these bytes processed up to the extractor, and answers what this says."""
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    handler.for_image.cache_clear()

    def process(body, **changes):
        version = cloud.upload(body=body)
        arrival = Arrival(version, "etag", len(body), NOW)
        file = catalog.move(cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=arrival)
        runs.begin(cloud.catalog, file, "m1", first="inspect", by="router", at=NOW)
        payload = {
            "tenantId": FILE_ID.tenant,
            "fileId": FILE_ID.id,
            "key": FILE_ID.key,
            "versionId": version,
            "size": len(body),
            "contentType": "image/png",
            "mediaType": "image/png",
            "attempt": 1,
            "run": "m1",
            "correlationId": "request-1",
            "guardDuty": None,
        }
        return handler.handler(payload | changes, Roomy())

    yield process
    handler.for_image.cache_clear()


def result(answer):
    return json.loads(aws.s3().get_object(Bucket=DERIVED, Key=answer["resultKey"])["Body"].read())


def step(cloud):
    return cloud.file().processing.steps["image"]


def test_an_image_from_its_version_to_its_result(cloud, image):
    answer = image(saved(quarters()))
    assert answer == {"outcome": "ok", "resultKey": f"{FILE_ID.key}/1/image.json"}
    found = result(answer)
    assert found["extracted"]["width"] == 120
    assert {name: (one["width"], one["height"]) for name, one in found["variants"].items()} == {
        "thumb-64": (64, 43),
        "thumb-16": (16, 11),
    }
    for one in found["variants"].values():
        stored = aws.s3().get_object(Bucket=DERIVED, Key=one["key"])
        assert (stored["ContentType"], stored["ContentLength"]) == ("image/jpeg", one["size"])
    assert step(cloud).status is StepStatus.DONE


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (saved(quarters())[:200], "damaged"),
        (b"no image at all", "damaged"),
        (saved(quarters((101, 100))), "too_many_pixels"),
    ],
)
def test_what_cannot_be_extracted_says_why(cloud, image, body, code):
    answer = image(body)
    assert (answer["outcome"], answer["code"]) == ("failed", code)
    assert answer["reason"].endswith(".")
    assert step(cloud).reason == answer["reason"]


def test_a_file_too_large_is_not_even_fetched(image):
    answer = image(saved(quarters()), size=100_000_001, versionId="gone")
    assert (answer["outcome"], answer["code"]) == ("failed", "too_large")


def test_a_version_that_is_gone(image):
    assert image(saved(quarters()), versionId="0" * 32)["outcome"] == "gone"


def test_labels_are_those_of_the_largest_thumbnail(image, monkeypatch):
    monkeypatch.setenv("LABELS", "true")

    def of(jpeg, width, height):
        assert (jpeg[:2], width, height) == (b"\xff\xd8", 64, 43)
        return [{"name": "Dog", "confidence": 98.8}]

    monkeypatch.setattr(labels, "of", of)
    assert result(image(saved(quarters())))["extracted"]["labels"] == [{"name": "Dog", "confidence": 98.8}]


def test_without_labels_nobody_is_asked(image, monkeypatch):
    monkeypatch.delattr(labels, "of")
    assert "labels" not in result(image(saved(quarters())))["extracted"]


@pytest.mark.parametrize("sizes", ["", "15", "4097", "200,", "200;800", "-1"])
def test_sizes_that_make_no_thumbnail(image, monkeypatch, sizes):
    monkeypatch.setenv("THUMBNAIL_SIZES", sizes)
    with pytest.raises(settings.SettingsError, match="THUMBNAIL_SIZES"):
        handler.for_image()
