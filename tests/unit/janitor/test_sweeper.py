"""The sweeper: what never came expires, what came after all is settled, and nobody's work is undone."""

import json
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from common import aws
from common.files import arrival, catalog, file_rows, objects, requests
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from processor.janitor import rounds
from tests.unit.cloud import (
    FILE_ID,
    KEY,
    NOW,
    TENANT,
    Context,
    interrupted,
    pending,
)

NOTHING = {"expired": 0, "settled": 0, "verifying": 0, "dropped": 0, "skipped": 0, "failed": 0, "left": 0}


def ids(count):
    return [FileId(TENANT, f"00000000-0000-0000-0000-{number:012}") for number in range(count)]


def test_what_never_came_expires_and_its_row_goes_later(cloud, sweep, clock):
    cloud.announce()
    assert sweep() == NOTHING | {"expired": 1}
    file = cloud.file()
    assert (file.status, file.changed_by, file.reason_code) == (Status.EXPIRED, "sweeper", "expired")
    assert file.changed_at == clock.now
    (row,) = cloud.items(cloud.catalog)
    assert row["ttl"] == str(int((clock.now + timedelta(days=30)).timestamp()))
    assert "waitingIn" not in row
    assert cloud.items(cloud.audit) == []
    assert sweep() == NOTHING


def test_what_gave_a_sign_of_life_is_left_alone(cloud, sweep):
    file = cloud.announce(pending(signed_at=NOW + timedelta(hours=1)))
    assert sweep() == NOTHING
    assert cloud.file() == file


def test_an_object_whose_notification_never_came_is_taken(cloud, sweep):
    cloud.announce()
    version = cloud.upload()
    assert sweep() == NOTHING | {"settled": 1}
    file = cloud.file()
    assert (file.status, file.arrival.version_id, file.changed_by) == (Status.UPLOADED, version, "sweeper")
    (row,) = cloud.audited().values()
    assert row["sk"] == f"swept#{version}#decision"
    assert (row["verdict"], row["by"], row["correlationId"]) == ("admitted", "sweeper", "request-1")
    assert cloud.versions() == {version}


def test_what_was_taken_late_is_to_be_processed(cloud, sweep):
    cloud.announce()
    cloud.upload()
    sweep()
    (body,) = cloud.bodies(cloud.processing)
    one = requests.parse(json.loads(body))
    assert (one.file_id, one.cause, one.correlation_id) == (FILE_ID, requests.Cause.LOST, "request-1")
    sweep()
    assert cloud.bodies(cloud.processing) == []


def test_what_breaks_its_promise_is_not_processed(cloud, sweep):
    cloud.announce()
    cloud.upload(body=b"x")
    sweep()
    assert cloud.bodies(cloud.processing) == []


def test_an_object_that_breaks_its_promise_is_rejected(cloud, sweep):
    cloud.announce()
    version = cloud.upload(body=b"another size")
    assert sweep() == NOTHING | {"settled": 1}
    assert (cloud.file().status, cloud.file().reason_code) == (Status.REJECTED, "size_mismatch")
    assert cloud.audited()[f"swept#{version}#decision"]["reasonCode"] == "size_mismatch"
    assert cloud.versions() == set()


def test_the_index_may_be_behind(cloud, sweep, monkeypatch):
    """What it still lists as overdue may have been signed again, settled, or be gone."""
    again, settled, gone = ids(3)
    cloud.announce(pending(again, signed_at=NOW + timedelta(hours=1)))
    catalog.move(
        cloud.catalog,
        cloud.announce(pending(settled)),
        Status.UPLOADED,
        by="logger",
        at=NOW,
        arrival=Arrival("v1", "etag", 8, NOW),
    )
    before = cloud.items(cloud.catalog)
    monkeypatch.setattr(catalog, "overdue", lambda table, before: iter([again, settled, gone]))
    assert sweep() == NOTHING | {"skipped": 3}
    assert cloud.items(cloud.catalog) == before


def test_whoever_is_faster_wins(cloud, sweep, monkeypatch):
    """The row changes between the sweeper's look and its write."""
    cloud.announce()
    head = objects.head

    def aborted_meanwhile(*args):
        catalog.move(cloud.catalog, cloud.file(), Status.ABORTED, by="owner", at=NOW)
        return head(*args)

    monkeypatch.setattr(objects, "head", aborted_meanwhile)
    assert sweep() == NOTHING | {"skipped": 1}
    assert cloud.file().status is Status.ABORTED


def test_the_logger_may_settle_it_meanwhile(cloud, sweep, monkeypatch):
    cloud.announce()
    version = cloud.upload()
    head: Any = objects.head

    def taken_meanwhile(*args):
        found = head(*args)
        settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
        settler.settle(KEY, cloud.file(), found, request="", at=NOW, record=lambda settled: None)
        return found

    monkeypatch.setattr(objects, "head", taken_meanwhile)
    assert sweep() == NOTHING | {"settled": 1}
    # The logger wrote the second revision; the sweeper takes the row out of the index, and no more.
    assert (cloud.file().changed_by, cloud.file().revision, cloud.versions()) == ("sweeper", 2, {version})


def test_one_bad_row_stops_nobody_and_fails_the_run(cloud, sweep, lines):
    good, bad, other = ids(3)
    for file_id in (good, bad, other):
        cloud.announce(pending(file_id))
    aws.dynamodb().update_item(
        TableName=cloud.catalog,
        Key=file_rows.row_key(bad),
        UpdateExpression="SET #status = :odd",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":odd": {"S": "odd"}},
    )
    with pytest.raises(rounds.Undone, match="1 uploads failed"):
        sweep()
    assert (cloud.file(good).status, cloud.file(other).status) == (Status.EXPIRED, Status.EXPIRED)
    (failed,) = [line for line in lines() if line["level"] == "ERROR"]
    assert (failed["fileId"], failed["error"]) == (bad.id, "ValueError")
    # The row that would tell the upload's own could not be read.
    assert failed["correlationId"] == Context.aws_request_id
    (summary,) = [line for line in lines() if line["message"] == "swept"]
    assert {name: summary[name] for name in NOTHING} == NOTHING | {"expired": 2, "failed": 1}


def test_stops_in_time_says_so_and_goes_on_in_the_next_run(cloud, sweep, lines):
    for file_id in ids(11):
        cloud.announce(pending(file_id))
    with pytest.raises(rounds.Undone, match="0 uploads failed; time ran out before all were seen"):
        sweep(Context(25_000, 15_000, 14_999))
    (summary,) = [line for line in lines() if line["message"] == "swept"]
    assert {name: summary[name] for name in NOTHING} == NOTHING | {"expired": 8, "left": 1}
    assert sweep() == NOTHING | {"expired": 3}


def test_uploads_leave_half_of_the_time_to_parts(cloud, sweep, lines):
    for file_id in ids(11):
        cloud.announce(pending(file_id))
    aws.s3().create_multipart_upload(Bucket=cloud.bucket, Key=ids(12)[11].key)
    with pytest.raises(rounds.Undone, match="time ran out"):
        sweep(Context(200_000, 100_000, 99_999, 15_000))
    (summary,) = [line for line in lines() if line["message"] == "swept"]
    assert {name: summary[name] for name in NOTHING} == NOTHING | {"expired": 8, "left": 1, "dropped": 1}


@pytest.mark.parametrize(
    ("operation", "outcomes"),
    [("Query", {"dropped": 1}), ("ListMultipartUploads", {"expired": 1})],
)
def test_a_list_that_cannot_be_read_fails_alone(cloud, sweep, lines, operation, outcomes):
    cloud.announce()
    aws.s3().create_multipart_upload(Bucket=cloud.bucket, Key=ids(1)[0].key)

    def hook(called):
        if called == operation:
            raise RuntimeError("out of the blue")

    with interrupted(hook), pytest.raises(rounds.Undone, match="1 uploads failed"):
        sweep()
    (summary,) = [line for line in lines() if line["message"] == "swept"]
    assert {name: summary[name] for name in NOTHING} == NOTHING | {"failed": 1} | outcomes


def test_several_uploads_are_swept_at_once_each_under_its_own_ids(cloud, sweep, lines, monkeypatch):
    together = Barrier(8, timeout=30)
    head: Any = objects.head

    def when_all_have_come(*args):
        together.wait()
        return head(*args)

    monkeypatch.setattr(objects, "head", when_all_have_come)
    for file_id in ids(8):
        cloud.announce(pending(file_id, correlation_id=f"request {file_id.id}"))
    assert sweep() == NOTHING | {"expired": 8}
    expired = [(line["correlationId"], line["fileId"]) for line in lines() if line["message"] == "upload expired"]
    assert sorted(expired) == [(f"request {each.id}", each.id) for each in ids(8)]


def test_a_delete_marker_hides_the_object_and_the_upload_expires(cloud, sweep):
    cloud.announce()
    cloud.upload()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)
    assert sweep() == NOTHING | {"expired": 1}


def test_log_lines_hold_ids_only(cloud, sweep, lines):
    file = cloud.announce()
    sweep()
    expired = next(line for line in lines() if line["message"] == "upload expired")
    assert (expired["correlationId"], expired["fileId"]) == ("request-1", FILE_ID.id)
    assert file.filename not in json.dumps(lines(), ensure_ascii=False)
