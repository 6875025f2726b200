"""What a client sees of the processing of its bytes."""

import dataclasses
import json
from datetime import timedelta

import pytest

from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Step, StepStatus, Variant
from ingestion.uploads import views
from tests.contract.document import assert_documented
from tests.unit.cloud import FILE_ID, KEY, NOW, pending

LATER = NOW + timedelta(seconds=5)
INSPECTED = Step(StepStatus.DONE, NOW, NOW)
SCANNED = Step(StepStatus.DONE, NOW, LATER)
EXTRACTING = Step(StepStatus.RUNNING, LATER)
EXTRACTED = Step(StepStatus.DONE, LATER, LATER)
DAMAGED = Step(StepStatus.FAILED, LATER, LATER, "The image is damaged.")
RUN = Processing(1, "m1", NOW, media_type="image/png", scan=Scan(ScanResult.CLEAN, "clamav", NOW))
THUMBS = {"thumb-200": Variant(f"{KEY}/1/thumb-200.jpg", "image/jpeg", 3, 200, 150)}


def view(status, ended_at=None, variants=None, **steps):
    run = dataclasses.replace(RUN, steps=steps, ended_at=ended_at, variants=variants or {})
    shown = views.upload(pending(status=status, arrival=Arrival("v1", "etag", 8, NOW), processing=run))
    assert_documented("GET", f"/uploads/{FILE_ID.id}", 200, "application/json", json.dumps(shown))
    return shown


def test_steps_in_the_order_in_which_they_began():
    shown = view(Status.PROCESSING, image=EXTRACTING, scan=SCANNED, inspect=INSPECTED)["steps"]
    assert [step["name"] for step in shown] == ["inspect", "scan", "image"]
    assert shown[2] == {
        "name": "image",
        "status": "running",
        "startedAt": "2026-11-21T13:05:05.123Z",
        "endedAt": None,
        "reason": None,
    }


def test_a_step_that_failed_says_why():
    (step,) = view(Status.FAILED, LATER, image=DAMAGED)["steps"]
    assert (step["status"], step["reason"]) == ("failed", "The image is damaged.")


@pytest.mark.parametrize(
    ("steps", "percent"),
    [
        ({}, 60),
        ({"inspect": Step(StepStatus.RUNNING, NOW)}, 60),
        ({"inspect": INSPECTED, "scan": Step(StepStatus.RUNNING, NOW)}, 70),
        ({"inspect": INSPECTED, "scan": SCANNED, "image": EXTRACTING}, 80),
        ({"inspect": INSPECTED, "scan": SCANNED, "image": EXTRACTED}, 90),
        ({f"step-{n}": EXTRACTED for n in range(9)}, 90),
    ],
)
def test_each_step_brings_it_further(steps, percent):
    assert view(Status.PROCESSING, **steps)["progress"] == percent


def test_once_it_is_settled():
    shown = view(Status.COMPLETED, LATER, THUMBS, inspect=INSPECTED)
    assert shown["progress"] == 100
    assert shown["processedAt"] == "2026-11-21T13:05:05.123Z"
    assert shown["thumbnailUrl"] == f"/files/{FILE_ID.id}/content?variant=thumb-200"


@pytest.mark.parametrize("status", [Status.QUARANTINED, Status.DELETED])
def test_no_thumbnail_of_what_must_not_be_read(status):
    assert view(status, LATER, THUMBS)["thumbnailUrl"] is None


def test_no_thumbnail_where_there_is_none():
    assert view(Status.COMPLETED, LATER)["thumbnailUrl"] is None


def test_while_it_is_processed_once_more_it_is_not_processed_yet():
    shown = view(Status.PROCESSING, None, THUMBS, inspect=Step(StepStatus.RUNNING, LATER))
    assert shown["processedAt"] is None
    assert shown["thumbnailUrl"]
