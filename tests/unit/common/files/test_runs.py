"""Runs of a file through processing, in its row."""

import dataclasses
from datetime import timedelta

import pytest

from common import aws
from common.files import catalog, file_rows, findings, gates, runs
from common.files.catalog import Stale
from common.files.file import Arrival, Rejection
from common.files.gates import readable
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Step, StepStatus, Variant
from tests.unit.cloud import FILE_ID, NOW, pending

LATER = NOW + timedelta(seconds=5)
CLEAN = Scan(ScanResult.CLEAN, "clamav", LATER, definitions="27000")
THUMB = Variant(f"{FILE_ID.key}/1/thumb-200.jpg", "image/jpeg", 900, 200, 150)
FULL = Processing(
    attempt=2,
    run="m2",
    started_at=NOW,
    ended_at=LATER,
    steps={"inspect": Step(StepStatus.DONE, NOW, LATER), "scan": Step(StepStatus.FAILED, NOW, LATER, "Why.")},
    media_type="image/png",
    scan=Scan(ScanResult.INFECTED, "clamav", LATER, "Eicar", "1"),
    digest="ab" * 32,
    variants={"thumb-200": THUMB, "preview": Variant("k", "image/jpeg", 1)},
    extracted=1,
)


@pytest.fixture
def uploaded(cloud):
    return catalog.move(
        cloud.catalog, cloud.announce(), Status.UPLOADED, by="logger", at=NOW, arrival=Arrival("v1", "etag", 8, NOW)
    )


def begin(cloud, file, run="m1"):
    return runs.begin(cloud.catalog, file, run, first="inspect", by="router", at=NOW)


def record(cloud, attempt=1, run="m1", steps=None, **found):
    steps = steps or {"inspect": Step(StepStatus.DONE, NOW, LATER)}
    runs.record(cloud.catalog, FILE_ID, attempt, run, steps, by="scan", **found)


def finish(cloud, to=Status.COMPLETED, **more):
    return runs.finish(cloud.catalog, cloud.file(), to, by="finish", at=LATER, **more)


@pytest.mark.parametrize("processing", [FULL, Processing(1, "m1", NOW)])
def test_a_row_says_all_of_a_run(processing):
    file = pending(status=Status.PROCESSING, processing=processing)
    assert file_rows.from_item(file_rows.to_item(file)) == file


def test_a_run_from_its_beginning_to_its_end(cloud, uploaded):
    begun = begin(cloud, uploaded)
    assert cloud.file() == begun
    assert begun.processing == Processing(1, "m1", NOW, steps={"inspect": Step(StepStatus.RUNNING, NOW)})
    done, running = Step(StepStatus.DONE, NOW, LATER), Step(StepStatus.RUNNING, LATER)
    record(cloud, steps={"inspect": done, "scan": running}, media_type="image/png")
    assert (cloud.file().changed_by, cloud.file().changed_at) == ("scan", LATER)
    record(cloud, steps={"scan": done}, scan=CLEAN, digest="ab" * 32)
    ended = finish(cloud, variants={"thumb-200": THUMB})
    assert cloud.file() == ended
    assert ended.status is Status.COMPLETED
    assert ended.processing == Processing(
        attempt=1,
        run="m1",
        started_at=NOW,
        ended_at=LATER,
        steps={"inspect": done, "scan": done},
        media_type="image/png",
        scan=CLEAN,
        digest="ab" * 32,
        variants={"thumb-200": THUMB},
        extracted=1,
    )


def test_a_new_attempt_keeps_what_is_known_until_it_knows_better(cloud, uploaded):
    begin(cloud, uploaded)
    record(cloud, media_type="image/png", scan=CLEAN)
    finish(cloud, Status.FAILED, rejection=Rejection("damaged", "It is damaged."), variants={"thumb-200": THUMB})
    again = begin(cloud, cloud.file(), "m2")
    assert (again.reason_code, again.reason) == (None, None)
    assert again.processing == dataclasses.replace(
        again.processing,
        attempt=2,
        run="m2",
        ended_at=None,
        steps={"inspect": Step(StepStatus.RUNNING, NOW)},
        scan=CLEAN,
        variants={"thumb-200": THUMB},
        extracted=1,
    )
    assert readable(again, unscanned=False)
    assert finish(cloud).processing.extracted == 1


@pytest.mark.parametrize("late", [{"attempt": 2}, {"run": "m2"}])
def test_what_another_run_tells_changes_nothing(cloud, uploaded, late):
    begun = begin(cloud, uploaded)
    with pytest.raises(Stale):
        record(cloud, **late)
    assert cloud.file() == begun


def test_what_comes_after_the_end_changes_nothing(cloud, uploaded):
    read = begin(cloud, uploaded)
    ended = finish(cloud)
    with pytest.raises(Stale):
        record(cloud)
    with pytest.raises(Stale):
        runs.finish(cloud.catalog, read, Status.FAILED, by="finish", at=LATER)
    assert cloud.file() == ended


def test_two_messages_begin_one_run(cloud, uploaded):
    begin(cloud, uploaded, "m1")
    with pytest.raises(Stale):
        begin(cloud, uploaded, "m2")
    assert cloud.file().processing.run == "m1"


def test_what_never_arrived_is_not_processed(cloud):
    with pytest.raises(ValueError, match="may not follow"):
        begin(cloud, cloud.announce())


def test_a_run_that_was_never_begun_has_no_end(cloud, uploaded):
    with pytest.raises(ValueError, match="no run"):
        runs.finish(cloud.catalog, uploaded, Status.COMPLETED, by="finish", at=LATER)


JUDGED = Processing(1, "m1", NOW, media_type="image/png", scan=CLEAN)
READABLE = pending(status=Status.COMPLETED, arrival=Arrival("v1", "etag", 8, NOW), processing=JUDGED)


@pytest.mark.parametrize("status", list(Status))
def test_only_what_has_been_judged_and_is_there_is_readable(status):
    file = dataclasses.replace(READABLE, status=status)
    assert readable(file, unscanned=False) == (status in {Status.PROCESSING, Status.COMPLETED, Status.FAILED})


@pytest.mark.parametrize("change", [{"media_type": None}, {"scan": None}])
def test_what_was_not_judged_is_not_readable(change):
    processing = dataclasses.replace(JUDGED, **change)
    assert not readable(dataclasses.replace(READABLE, processing=processing), unscanned=True)
    assert not readable(dataclasses.replace(READABLE, processing=None), unscanned=True)
    assert not readable(dataclasses.replace(READABLE, arrival=None), unscanned=True)


@pytest.mark.parametrize(
    ("result", "scanner", "tag", "with_a_scanner", "without"),
    [
        ("clean", "clamav", "clean", True, True),
        ("infected", "clamav", "infected", False, False),
        ("unscanned", "none", "unscanned", False, True),
        # It has no verdict although it was looked at: nobody reads it, whatever scanner there is later.
        ("unscanned", "clamav", "refused", False, False),
        ("unscanned", "guardduty", "refused", False, False),
    ],
)
def test_verdicts_open_and_close_both_gates(result, scanner, tag, with_a_scanner, without):
    scan = dataclasses.replace(CLEAN, result=ScanResult(result), scanner=scanner)
    file = dataclasses.replace(READABLE, processing=dataclasses.replace(JUDGED, scan=scan))
    assert gates.tag(scan) == tag
    assert (readable(file, unscanned=False), readable(file, unscanned=True)) == (with_a_scanner, without)
    # What the bucket's policy lets through: terraform/stack/gates.tf.
    assert (tag == "clean", tag in {"clean", "unscanned"}) == (with_a_scanner, without)


def test_a_refusal_closes_what_was_open(cloud, uploaded):
    begin(cloud, uploaded)
    record(cloud, media_type="image/png", scan=CLEAN)
    assert readable(cloud.file(), unscanned=False)
    refused = finish(cloud, Status.FAILED, rejection=Rejection("type_mismatch", "No."), unread=True)
    assert not readable(refused, unscanned=False)


def test_findings_are_kept_by_attempt(cloud):
    findings.put(cloud.catalog, FILE_ID, 1, {"title": "Zoë", "pages": [1, 2.5, None, True]})
    findings.put(cloud.catalog, FILE_ID, 2, {"title": "later"})
    assert findings.find(cloud.catalog, FILE_ID, 1) == {"title": "Zoë", "pages": [1, 2.5, None, True]}
    assert findings.find(cloud.catalog, FILE_ID, 3) == {}


@pytest.mark.parametrize("value", ["x" * findings.MAX_BYTES, "ü" * (findings.MAX_BYTES // 2), float("nan")])
def test_findings_that_no_row_should_hold(cloud, value):
    with pytest.raises(ValueError, match=r"too large|compliant"):
        findings.put(cloud.catalog, FILE_ID, 1, {"text": value})
    assert aws.dynamodb().scan(TableName=cloud.catalog)["Count"] == 0
