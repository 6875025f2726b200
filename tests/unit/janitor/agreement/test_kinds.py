"""Each kind of finding: told in a dry run, left while it is young, mended, and then gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common import aws
from common.files import file_rows, findings, places
from common.files.file import Deletion
from common.files.lifecycle import Status
from common.files.processing import Processing, Scan, ScanResult
from common.files.requests import Cause
from common.janitor.findings import KINDS
from tests.unit.cloud import NOW, OWNER, TENANT, pending
from tests.unit.janitor.agreement.conftest import DAY, DERIVED, clock, file_id

__all__ = ["clock"]

INFECTED = Processing(1, "run-1", NOW, ended_at=NOW, scan=Scan(ScanResult.INFECTED, "clamav", NOW, signature="EICAR"))


def object_missing(world):
    file = world.arrived()
    aws.s3().delete_object(Bucket=world.cloud.bucket, Key=file.id.key, VersionId=file.arrival.version_id)


def processing_stuck(world):
    world.arrived(1, Status.UPLOADED)


def quarantine_unfinished(world):
    world.arrived(1, Status.FAILED, processing=INFECTED)
    world.drop(findings._key(file_id(1), 1))
    aws.s3().delete_object(Bucket="inlet-unit-derived", Key=f"{file_id(1).key}/1/thumb-200.jpg")


def purge_unfinished(world):
    world.deleted(purging=True)


def waiting_missing(world):
    world.update(world.deleted().id, "REMOVE waitingIn, waitingSince")


def place_missing(world):
    world.drop(min(places.places(world.arrived())).key)


def place_orphaned(world):
    file = world.arrived()
    world.place(places.Place(places.partition(file.id.tenant, "G#gone", 0), min(places.places(file)).sk))


def row_orphaned(world):
    findings.put(world.table, file_id(1), 1, {"width": 1})


def findings_superseded(world):
    file = world.arrived()
    world.put(replace(file, processing=replace(file.processing, attempt=3, extracted=3)))
    findings.put(world.table, file.id, 3, {"width": 1})
    world.derive(file.id, 3)
    aws.s3().delete_object(Bucket="inlet-unit-derived", Key=f"{file_id(1).key}/1/thumb-200.jpg")


def object_orphaned(world):
    world.cloud.upload("t-1/hello")


def version_unpinned(world):
    world.cloud.upload(world.arrived().id.key, b"another")


def marker_left(world):
    aws.s3().delete_object(Bucket=world.cloud.bucket, Key=world.arrived().id.key)


def derivative_orphaned(world):
    world.derive(file_id(1), 1)


def derivative_superseded(world):
    file = world.arrived()
    world.put(replace(file, processing=replace(file.processing, attempt=3, extracted=3)))
    world.drop(findings._key(file.id, 1))
    world.derive(file.id, 3)


def parts_abandoned(world):
    key = world.arrived().id.key
    begun = aws.s3().create_multipart_upload(Bucket=world.cloud.bucket, Key=key)
    aws.s3().upload_part(Bucket=world.cloud.bucket, Key=key, PartNumber=1, UploadId=begun["UploadId"], Body=b"12345")


DAMAGES = {name: globals()[name] for name in KINDS}

# What nothing tells the age of, or moto tells another: parts seem to be of 2010 there.
AGELESS = {"row_orphaned", "parts_abandoned"}
# How many bytes are paid for.
BYTES = {"purge_unfinished": 8, "object_orphaned": 8, "version_unpinned": 7, "parts_abandoned": 5}
BYTES |= {"derivative_orphaned": 1, "derivative_superseded": 1}
ROWS = {"place_orphaned", "row_orphaned", "findings_superseded"}


def tally(told, name):
    assert list(told["findings"]) == [name], told
    return {key: number for key, number in told["findings"][name].items() if number and key != "bytes"}


@pytest.mark.parametrize("name", KINDS)
def test_a_dry_run_tells_and_writes_nothing(world, run, name):
    DAMAGES[name](world)
    before = world.state()
    told = run(dryRun=True)
    assert (told["state"], told["dryRun"], told["unseen"]) == ("done", True, 0)
    assert tally(told, name) == {"found": 1}
    size = told["findings"][name]["bytes"]
    assert 100 < size < 300 if name in ROWS else size == BYTES.get(name, 0)
    assert world.state() == before
    assert world.cloud.bodies(world.cloud.processing) == []


@pytest.mark.parametrize("name", sorted(KINDS.keys() - AGELESS))
def test_what_is_young_is_left(world, run, name):
    DAMAGES[name](world)
    before = world.state()
    # A millisecond less than it is old.
    assert tally(run(dryRun=False, graceSeconds=2 * 86400 + 1), name) == {"found": 1, "young": 1}
    assert world.state() == before
    assert world.cloud.bodies(world.cloud.processing) == []


@pytest.mark.parametrize("name", KINDS)
def test_what_is_old_enough_is_mended(world, run, name):
    agreed = world.arrived(2)
    DAMAGES[name](world)
    assert tally(run(dryRun=False, graceSeconds=2 * 86400), name) == {"found": 1, "mended": 1}
    asked = world.cloud.bodies(world.cloud.processing)
    assert bool(asked) == (name in ("processing_stuck", "quarantine_unfinished"))
    if asked:
        return  # it is for processing to settle it
    assert run()["findings"] == {}
    assert world.cloud.file(agreed.id) == agreed
    assert len(world.cloud.versions(agreed.id.key)) == 1
    # What a file was when it agreed is what it is again.
    if name not in ("object_missing", "purge_unfinished", "object_orphaned", "row_orphaned", "derivative_orphaned"):
        assert world.cloud.file(file_id(1)).revision == 1
        assert len(world.cloud.versions(file_id(1).key)) == 1
        assert [key for key in world.derived() if key.startswith(file_id(1).key)] != []


def test_a_file_without_its_object_is_deleted_and_says_why(world, run, lines):
    object_missing(world)
    run()
    file = world.cloud.file(file_id(1))
    assert (file.status, file.changed_by, file.reason_code) == (Status.DELETED, "janitor", "object_missing")
    assert file.deletion == Deletion(NOW + 2 * DAY, "janitor", Status.COMPLETED)
    assert world.row(file.id)["waitingIn"]["S"].startswith("deleted#")
    (line,) = [line for line in lines() if "LostObjects" in line]
    assert (line["LostObjects"], line["keys"]) == (1, [file.id.key])
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "LostObjects", "Unit": "Count"}]


@pytest.mark.parametrize("name", ["processing_stuck", "quarantine_unfinished"])
def test_what_is_stuck_is_asked_for_once_more(world, run, name):
    DAMAGES[name](world)
    run()
    (body,) = world.cloud.bodies(world.cloud.processing)
    cause = Cause.LOST if name == "processing_stuck" else Cause.REPROCESS
    assert f'"cause":"{cause}"' in body
    assert file_id(1).key in body


def test_what_was_begun_to_be_purged_is_gone_to_the_last_row(world, run):
    world.deleted(purging=True)
    aws.s3().delete_object(Bucket=world.cloud.bucket, Key=file_id(1).key)
    run()
    assert world.state() == ([], [], [], [], [])


def test_a_pending_file_waits_again_for_the_sweeper(world, run):
    file = world.put(pending(file_id(1)))
    whole = world.row(file.id)
    world.update(file.id, "REMOVE waitingIn, waitingSince")
    assert tally(run(), "waiting_missing") == {"found": 1, "mended": 1}
    again = world.row(file.id)
    assert again["changedBy"]["S"] == "janitor"
    assert again | {name: whole[name] for name in ("changedBy", "changedAt")} == whole


def test_whatever_stands_beside_no_file_goes(world, run):
    history = "HISTORY#2026-11-21T13:05:00.123Z#0000000001"
    for kind in ("EXTRACTED#000001", "GUARDDUTY#v1", history):
        row: Any = file_rows.row_key(file_id(1)) | {"sk": {"S": kind}, "at": {"S": "2026-11-21T13:05:00.123Z"}}
        aws.dynamodb().put_item(TableName=world.table, Item=row)
    assert tally(run(), "row_orphaned") == {"found": 3, "mended": 3}
    assert world.state()[0] == []


def test_the_change_log_of_an_earlier_file_of_the_same_id_goes(world, run):
    file = world.arrived()
    for created_at, revision in (("2026-11-21T13:05:00.123Z", 1), ("2026-11-20T00:00:00.000Z", 2)):
        told: Any = {"sk": {"S": f"HISTORY#{created_at}#{revision:010}"}, "at": {"S": created_at}}
        aws.dynamodb().put_item(TableName=world.table, Item=file_rows.row_key(file.id) | told)
    assert tally(run(), "row_orphaned") == {"found": 1, "mended": 1}
    kept = [row["sk"] for row in world.state()[0] if row["sk"].startswith("HISTORY#")]
    assert kept == ["HISTORY#2026-11-21T13:05:00.123Z#0000000001"]


def test_a_row_of_a_list_whose_file_is_gone_goes(world, run):
    file = world.arrived()
    world.drop(file_rows.row_key(file.id))
    told = run()["findings"]
    assert (told["place_orphaned"]["mended"], told["row_orphaned"]["mended"]) == (6, 1)
    assert (told["object_orphaned"]["mended"], told["derivative_orphaned"]["mended"]) == (1, 1)
    assert world.state() == ([], [], [], [], [])


def test_a_file_that_was_deleted_by_a_person_is_left_to_be_restored(world, run):
    world.deleted()
    world.put(pending(file_id(2), status=Status.REJECTED, rejected_version="v", reason_code="x", reason="y"))
    before = world.state()
    assert run(dryRun=False, graceSeconds=0)["findings"] == {}
    assert world.state() == before


@pytest.mark.parametrize("key", ["t", "{tenant}/", "{file}", "{file}/", "{file}/1"])
def test_an_object_takes_none_with_it_whose_key_only_begins_as_its_own(world, run, key):
    """Somebody made a folder in S3's console, say."""
    file = world.arrived()
    world.put(replace(file, processing=replace(file.processing, attempt=123, extracted=123)))
    for attempt in (12, 123):
        world.derive(file.id, attempt)
    stray = key.format(tenant=TENANT, file=file.id.key)
    aws.s3().put_object(Bucket=DERIVED, Key=stray, Body=b"")
    run()
    assert world.derived() == [f"{file.id.key}/123/thumb-200.jpg"]


def test_a_tenant_may_be_looked_at_alone(world, run):
    other = "t-" + "f" * 32
    for tenant in (other, file_id(1).tenant):
        file = world.arrived(1, tenant=tenant)
        world.drop(min(places.places(file)).key)
        world.cloud.upload(f"{tenant}/unannounced")
        world.derive(file_id(9, tenant), 1)
        aws.s3().create_multipart_upload(Bucket=world.cloud.bucket, Key=file.id.key)
    told = run(dryRun=False, tenant=other)["findings"]
    assert {name: one["mended"] for name, one in told.items()} == dict.fromkeys(
        ["place_missing", "object_orphaned", "derivative_orphaned", "parts_abandoned"], 1
    )
    again = run(dryRun=True)["findings"]
    assert {name: one["found"] for name, one in again.items()} == dict.fromkeys(told, 1)


def test_nobody_is_asked_while_processing_is_paused(world, run, monkeypatch):
    from processor.janitor.agreement import scope

    processing_stuck(world)
    monkeypatch.setenv("PROCESSING_PAUSED", "true")
    scope.for_janitor.cache_clear()
    assert run()["findings"] == {}


def test_a_run_may_be_alive_for_as_long_as_its_message(world, run, clock):
    file = world.arrived(1, Status.PROCESSING, processing=Processing(1, "run-1", NOW + 2 * DAY))
    clock.now = NOW + 2 * DAY + timedelta(seconds=3599)
    assert "processing_stuck" not in run(dryRun=True, graceSeconds=0)["findings"]
    clock.advance(seconds=1)
    assert run(dryRun=True, graceSeconds=0)["findings"]["processing_stuck"]["found"] == 1
    assert world.cloud.file(file.id) == file


def test_the_owner_of_a_file_is_nowhere_in_the_log(world, run, lines):
    for damage in (place_missing, version_unpinned, object_orphaned):
        damage(world)
    run()
    text = str(lines())
    assert OWNER not in text
    assert "Menü" not in text
    assert "G#" not in text
