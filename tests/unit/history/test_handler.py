"""Records of the stream become rows of the change log: each once, however often it comes; and go with their file."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.files import catalog, deletions, file_rows, history
from common.files.file import Arrival
from common.files.lifecycle import Status
from local.home import ROOT
from processor.history import records
from tests.unit.cloud import FILE_ID, NOW, OWNER, Crash, dying_at, interrupted, pending
from tests.unit.history.conftest import DLQ, record

AT = "2026-11-21T13:05:00.123Z"
MONTH = timedelta(days=31)


def live(cloud, stream, created_at=NOW, *, changes=3):
    """A file's life up to its deletion; every write of its row is seen by the stream."""
    file = cloud.announce(pending(created_at=created_at, changed_at=created_at))
    stream.see()
    steps = [
        lambda: catalog.move(
            cloud.catalog, file, Status.UPLOADED, by="logger", at=NOW, arrival=Arrival("v", "e", 8, NOW)
        ),
        *(
            lambda n=n: catalog.amend(cloud.catalog, file, by=OWNER, at=NOW, filename=f"{n}.png")
            for n in range(changes)
        ),
        lambda: deletions.delete(cloud.catalog, file, by=OWNER, at=NOW),
    ]
    for step in steps:
        file = step()
        stream.see()
    return file


def purge(cloud, stream, file):
    """As the purge does it."""
    file = deletions.begin_purge(cloud.catalog, file, by="purge", at=NOW + MONTH)
    stream.see()
    catalog.drop_beside(cloud.catalog, file.id)
    deletions.forget(cloud.catalog, file)
    stream.see()


def test_who_did_what_is_kept_in_its_order(cloud, stream, deliver, kept, lines):
    live(cloud, stream)
    deliver(*stream.records)
    assert [(one.action, one.by) for one in kept().values()] == [
        ("announced", OWNER),
        ("uploaded", "logger"),
        *[("changed", OWNER)] * 3,
        ("deleted", OWNER),
    ]
    assert [one.revision for one in kept().values()] == [1, 2, 3, 4, 5, 6]
    assert list(kept()) == [f"HISTORY#{AT}#000000000{number}" for number in range(1, 7)]
    assert [one.changes["filename"]["before"] for one in kept().values() if one.action == "changed"] == [
        pending().filename,
        "0.png",
        "1.png",
    ]
    (line,) = [one for one in lines() if one["message"] == "changes recorded"]
    assert (line["records"], line["kept"], line["dropped"]) == (6, 6, 0)


def test_the_sample_is_kept(deliver, kept):
    event = json.loads((ROOT / "tests/events/dynamodb_changed.json").read_text())
    deliver(*event["Records"])
    ((key, one),) = kept().items()
    assert (key, one.action) == (f"HISTORY#{AT}#0000000004", "changed")
    assert one.changes == {
        "filename": {"before": "a.png", "after": "lake.png"},
        "tags": {"before": [], "after": ["holiday"]},
    }


def test_a_batch_that_comes_again_leaves_the_same(cloud, stream, deliver, kept):
    live(cloud, stream)
    deliver(*stream.records)
    once = kept()
    deliver(*stream.records)
    deliver(*stream.records[2:])
    assert kept() == once
    deliver(stream.records[3], stream.records[3])  # twice in one batch, which is one call
    assert kept() == once


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_run_that_dies_is_done_again(cloud, stream, deliver, kept, moment):
    file = live(cloud, stream, changes=60)
    purge(cloud, stream, file)
    again = live(cloud, stream, NOW + MONTH, changes=1)
    assert again.revision == 4
    # 25 rows a call: three for what was done, a query and three to remove it again, one for the second file.
    for call in range(1, 10):
        died = False
        try:
            with interrupted(dying_at(call), moment):
                deliver(*stream.records)
        except Crash:
            died = True
        deliver(*stream.records)
        assert [one.action for one in kept().values()] == ["announced", "uploaded", "changed", "deleted"]
    assert not died


def test_what_is_purged_right_after_it_changed_leaves_nothing(cloud, stream, deliver, kept):
    file = live(cloud, stream, changes=40)
    deliver(*stream.records[:10])
    purge(cloud, stream, file)
    # All that came before is late: it is written beside no file, and goes with the record that says so.
    deliver(*stream.records[10:-1])
    assert len(kept()) == 33
    deliver(stream.records[-1])
    assert kept() == {}
    assert cloud.items(cloud.catalog) == []


def test_what_dynamodb_expires_takes_its_log_along(cloud, stream, deliver, kept):
    file = cloud.announce()
    stream.see()
    catalog.move(cloud.catalog, file, Status.EXPIRED, by="sweeper", at=NOW, keep_for=timedelta(days=30))
    stream.see()
    deliver(*stream.records)
    assert [one.action for one in kept().values()] == ["announced", "expired"]
    aws.dynamodb().delete_item(TableName=cloud.catalog, Key=file_rows.row_key(FILE_ID))
    gone = stream.see() | {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}
    deliver(gone)
    assert kept() == {}


def test_a_file_that_is_announced_again_has_a_log_of_its_own(cloud, stream, deliver, kept):
    purge(cloud, stream, live(cloud, stream))
    first = list(stream.records)
    live(cloud, stream, NOW + MONTH, changes=1)
    # The first one's records are late: those of the second do not meet them, in whichever order they are written.
    deliver(*stream.records[len(first) :])
    second = kept()
    assert [one.action for one in second.values()] == ["announced", "uploaded", "changed", "deleted"]
    deliver(*first[:-1])
    assert {key: kept()[key] for key in second} == second
    assert len(kept()) == len(second) + 6
    deliver(first[-1])
    assert kept() == second


def test_a_removal_whose_row_cannot_be_read_takes_all_along(cloud, stream, deliver, kept):
    live(cloud, stream)
    deliver(*stream.records)
    deliver(record({"sk": {"S": "FILE"}}, None))
    assert kept() == {}


def test_other_rows_beside_a_file_stay(cloud, stream, deliver, kept):
    live(cloud, stream)
    beside = file_rows.row_key(FILE_ID) | {"sk": {"S": "EXTRACTED#000001"}, "extracted": {"S": "{}"}}
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=beside)
    other = file_rows.row_key(FILE_ID) | {"sk": {"S": "GUARDDUTY#v1"}}
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=other)
    deliver(*stream.records, record(file_rows.to_item(pending()), None))
    assert kept() == {}
    assert sorted(row["sk"] for row in cloud.items(cloud.catalog)) == ["EXTRACTED#000001", "FILE", "GUARDDUTY#v1"]


def test_what_is_no_files_row_is_passed_over(deliver, kept, cloud):
    for key in ({"pk": {"S": "T#x"}, "sk": {"S": "TENANT"}}, {"pk": {"S": "F#x"}, "sk": {"S": "HISTORY#a#1"}}):
        deliver({"eventName": "INSERT", "dynamodb": {"Keys": key, "NewImage": key}})
    assert kept() == {}
    assert cloud.messages(DLQ) == []


def test_a_row_that_nobody_can_read_is_put_away_and_blocks_nothing(cloud, stream, deliver, kept, lines):
    live(cloud, stream)
    good = list(stream.records)
    broken = json.loads(json.dumps(good[2]))
    del broken["dynamodb"]["NewImage"]["owner"]
    deliver(good[0], good[1], broken, good[3])
    assert [one.revision for one in kept().values()] == [1, 2, 4]
    (message,) = cloud.messages(DLQ)
    assert json.loads(message["Body"]) == {"stream": {"keys": file_rows.row_key(FILE_ID), "sequenceNumber": "2"}}
    assert message["MessageAttributes"]["reason"]["StringValue"] == "the row cannot be read: KeyError"
    assert "0.png" not in json.dumps(lines())


@pytest.mark.parametrize(
    ("image", "name", "value"),
    [
        ("NewImage", "status", {"S": "lost"}),
        ("NewImage", "tags", {"S": "["}),
        ("OldImage", "createdAt", {"S": "yesterday"}),
        ("OldImage", "metadata", {"NULL": True}),
        ("NewImage", "filename", {"S": "x" * 300_000}),
    ],
)
def test_images_that_are_no_rows_of_ours(image, name, value):
    broken = record(file_rows.to_item(pending()), file_rows.to_item(replace(pending(), filename="b", revision=2)))
    broken["dynamodb"][image][name] = value
    with pytest.raises(records.Unreadable):
        records.meant(broken)


def test_a_removal_under_the_key_of_no_file(deliver, cloud):
    deliver(record(file_rows.to_item(pending()), None, key={"pk": {"S": "F#x"}, "sk": {"S": "FILE"}}))
    assert len(cloud.messages(DLQ)) == 1


def test_what_dynamodb_did_not_take_is_written_again(cloud, stream, deliver, kept, monkeypatch):
    live(cloud, stream)
    write, left = aws.dynamodb().batch_write_item, iter([2, 1])

    def a_part(RequestItems):  # noqa: N803 - boto3's name
        ((table, requests),) = RequestItems.items()
        most = next(left, len(requests))
        write(RequestItems={table: requests[:most]})
        return {"UnprocessedItems": {table: requests[most:]} if requests[most:] else {}}

    monkeypatch.setattr(aws.dynamodb(), "batch_write_item", a_part)
    deliver(*stream.records)
    assert len(kept()) == 6


@pytest.mark.parametrize("trouble", ["ThrottlingException", None])
def test_the_batch_comes_again_when_dynamodb_has_no_time(cloud, stream, deliver, kept, monkeypatch, trouble):
    live(cloud, stream)

    def busy(RequestItems):  # noqa: N803
        if trouble:
            raise ClientError({"Error": {"Code": trouble, "Message": ""}}, "BatchWriteItem")
        return {"UnprocessedItems": RequestItems}

    with monkeypatch.context() as while_busy:
        while_busy.setattr(aws.dynamodb(), "batch_write_item", busy)
        with pytest.raises(Busy):
            deliver(*stream.records)
    assert kept() == {}
    deliver(*stream.records)
    assert len(kept()) == 6


def test_a_row_of_the_log_is_what_was_written():
    entry = history.Entry(3, NOW, "u-1", "changed", {"filename": {"before": "ü", "after": None}})
    assert history.from_item(history.to_item(pending(), entry)) == entry
