"""What is told of a file, and what tells one change from another."""

import dataclasses
from datetime import timedelta

import pytest

from common.files.file import Arrival
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult, Step, StepStatus, Variant
from common.pushes import notifications
from ingestion.web import contract, judge
from tests.unit.cloud import FILE_ID, NOW, TENANT, pending

THUMB = Variant("k", "image/jpeg", 900, 200, 150)
RUN = Processing(
    attempt=1,
    run="run-1",
    started_at=NOW,
    ended_at=NOW + timedelta(seconds=2),
    steps={"inspect": Step(StepStatus.DONE, NOW, NOW)},
    media_type="image/png",
    scan=Scan(ScanResult.CLEAN, "clamav", NOW),
    variants={"thumb-200": THUMB},
)
DONE = pending(status=Status.COMPLETED, revision=7, arrival=Arrival("v1", "e", 8, NOW), processing=RUN)


def test_all_that_is_told():
    assert notifications.of(DONE) == {
        "id": f"{FILE_ID.id}/7/completed",
        "fileId": FILE_ID.id,
        "tenantId": TENANT,
        "projectId": "default",
        "status": "completed",
        "progress": 100,
        "thumbnailUrl": f"/files/{FILE_ID.id}/content?variant=thumb-200",
        "processedAt": "2026-11-21T13:05:02.123Z",
    }


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING])
def test_it_is_as_described(status):
    told = notifications.of(dataclasses.replace(DONE, status=status))
    schema = contract._inlined(contract.document()["components"]["schemas"]["StatusNotification"])
    assert judge.faults(judge.validator(schema), told) == []


def test_before_its_end_there_is_no_time_and_no_thumbnail_of_what_must_not_be_read():
    infected = dataclasses.replace(RUN, scan=Scan(ScanResult.INFECTED, "clamav", NOW))
    told = notifications.of(dataclasses.replace(DONE, status=Status.QUARANTINED, processing=infected))
    assert told["thumbnailUrl"] is None
    told = notifications.of(pending(status=Status.PROCESSING, processing=dataclasses.replace(RUN, ended_at=None)))
    assert (told["processedAt"], told["progress"], told["thumbnailUrl"]) == (None, 70, None)


def test_the_same_change_has_the_same_id_and_a_later_one_a_higher_number():
    again = dataclasses.replace(DONE, status=Status.COMPLETED, revision=12)
    first, second = notifications.of(DONE)["id"], notifications.of(again)["id"]
    assert notifications.of(DONE)["id"] == first
    assert first != second
    assert int(first.split("/")[1]) < int(second.split("/")[1])


def test_nothing_but_ids_is_told_of_people():
    assert not {DONE.filename, DONE.owner} & set(map(str, notifications.of(DONE).values()))


TOLD = notifications.of(DONE)


@pytest.mark.parametrize("value", [None, [], "x", {}, TOLD | {"more": 1}, TOLD | {"tenantId": None}, TOLD | {"id": 5}])
def test_what_is_no_notification_is_refused(value):
    with pytest.raises(notifications.Malformed):
        notifications.check(value)
