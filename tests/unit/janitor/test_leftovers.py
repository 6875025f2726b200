"""Parts that belong to no pending upload: dropped by the sweeper, whatever left them behind."""

from datetime import timedelta

import pytest

from common import aws
from common.files import catalog, objects
from common.files.file import Method
from common.files.lifecycle import Status
from processor.janitor import leftovers
from tests.unit.cloud import FILE_ID, KEY, NOW, Crash, dying_at, interrupted, pending
from tests.unit.janitor.test_sweeper import NOTHING


def begin(cloud, key=KEY):
    begun = aws.s3().create_multipart_upload(Bucket=cloud.bucket, Key=key)["UploadId"]
    aws.s3().upload_part(Bucket=cloud.bucket, Key=key, UploadId=begun, PartNumber=1, Body=b"part")
    return begun


def begun(cloud):
    listed = aws.s3().list_multipart_uploads(Bucket=cloud.bucket)
    return [one["UploadId"] for one in listed.get("Uploads", [])]


def announce(cloud, multipart_id, **changes):
    """A file in parts that was signed at NOW."""
    file = pending(method=Method.MULTIPART, part_size=8_388_608, multipart_id=multipart_id, **changes)
    return cloud.announce(file)


def test_an_upload_that_expires_loses_its_parts_in_the_same_run(cloud, sweep):
    announce(cloud, begin(cloud))
    assert sweep() == NOTHING | {"expired": 1, "dropped": 1}
    assert begun(cloud) == []
    assert sweep() == NOTHING


def test_all_multipart_uploads_of_its_key_go(cloud, sweep):
    announce(cloud, begin(cloud))
    begin(cloud)
    assert sweep() == NOTHING | {"expired": 1, "dropped": 2}
    assert begun(cloud) == []


def test_an_upload_that_is_alive_keeps_its_own_parts(cloud, sweep):
    mine, orphan = begin(cloud), begin(cloud)
    announce(cloud, mine, signed_at=NOW + timedelta(hours=1))
    assert sweep() == NOTHING | {"dropped": 1, "skipped": 1}
    assert begun(cloud) == [mine] != [orphan]


@pytest.mark.parametrize("status", [Status.ABORTED, Status.REJECTED, Status.UPLOADED])
def test_an_upload_that_is_over_needs_none(cloud, sweep, status):
    catalog.move(cloud.catalog, announce(cloud, begin(cloud)), status, by="somebody", at=NOW)
    assert sweep() == NOTHING | {"dropped": 1}
    assert (begun(cloud), cloud.file().status) == ([], status)


@pytest.mark.parametrize("key", [KEY, "a.txt", "t-1/x", "Menü – plan+final ü%.png"])
def test_what_nobody_announced_goes(cloud, sweep, lines, key):
    begin(cloud, key)
    assert sweep() == NOTHING | {"dropped": 1}
    (dropped,) = [line for line in lines() if line["message"] == "parts dropped"]
    assert dropped["fileId"] == (FILE_ID.id if key == KEY else key)


def test_parts_that_were_under_way_are_met_again(cloud, sweep, monkeypatch):
    """S3 may keep parts that arrive during an abort: as long as it lists the upload, it is aborted again."""
    announce(cloud, begin(cloud))
    drop = objects.drop_parts
    monkeypatch.setattr(objects, "drop_parts", lambda *_: None)
    assert sweep() == NOTHING | {"expired": 1, "dropped": 1}
    assert len(begun(cloud)) == 1
    monkeypatch.setattr(objects, "drop_parts", drop)
    assert sweep() == NOTHING | {"dropped": 1}
    assert begun(cloud) == []


@pytest.mark.parametrize("beginning", ["", "t-8"])
def test_each_is_met_once_wherever_the_list_begins(cloud, monkeypatch, beginning):
    keys = [f"t-{digit * 32}/{FILE_ID.id}" for digit in "0378af"]
    for key in keys:
        begin(cloud, key)
    after = aws.s3().meta.events
    asked = []

    def listed(parsed, context, **_):
        """The S3 in this process knows no markers."""
        marker = context.get("marker", "")
        parsed["Uploads"] = [one for one in parsed["Uploads"] if one["Key"] > marker]

    def remember(params, context, **_):
        asked.append(params.get("KeyMarker", ""))
        context["marker"] = asked[-1]

    after.register("provide-client-params.s3.ListMultipartUploads", remember)
    after.register("after-call.s3.ListMultipartUploads", listed)
    monkeypatch.setattr(leftovers, "_BEGINNINGS", (beginning,))
    try:
        met = [one.key for one in leftovers.begun(cloud.bucket)]
    finally:
        after.unregister("provide-client-params.s3.ListMultipartUploads", remember)
        after.unregister("after-call.s3.ListMultipartUploads", listed)
    assert sorted(met) == keys
    assert asked == list(dict.fromkeys((beginning, "")))


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_the_next_run(cloud, sweep, two_shards, moment):
    def scene():
        cloud.clear()
        for left in begun(cloud):
            aws.s3().abort_multipart_upload(Bucket=cloud.bucket, Key=KEY, UploadId=left)
        announce(cloud, begin(cloud))
        begin(cloud)

    scene()
    calls = list[str]()
    with interrupted(calls.append):
        sweep()
    for call, operation in enumerate(calls, start=1):
        scene()
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            sweep()
        sweep()
        assert (cloud.file().status, begun(cloud)) == (Status.EXPIRED, []), f"died at call {call}, {operation}"
        assert sweep() == NOTHING
