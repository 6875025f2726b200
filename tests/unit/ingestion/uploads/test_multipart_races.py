"""Requests about one multipart upload that overtake each other, and those that die half-way."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.files import catalog, objects
from common.files.file import Arrival
from common.files.lifecycle import Status
from ingestion.uploads import multiparts
from processor.janitor import leftovers
from tests.unit.cloud import NOW, Crash, interrupted
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.multipart import BODIES, BUCKET, ID, KEY, announced, sender, sent

__all__ = ["announced", "sender", "sent"]
SHA, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)


def overtaken(operation, slower, quicker, call=1):
    """What `slower` and `quicker` answer when the latter happens before the former's `call`-th call of `operation`."""
    done: list[Any] = []
    left = [call]

    def hook(**_):
        left[0] -= 1
        if not left[0]:
            done.append(None)
            done[0] = quicker()

    with before_call(operation, hook):
        answer = slower()
    return answer, done[0]


def swept(sender):
    """Drops what the sweeper would, an hour later."""
    for one in leftovers.begun(BUCKET):
        leftovers.sweep(one, "catalog", BUCKET, NOW)
    return sender.begun


@pytest.mark.parametrize("at", ["TransactWriteItems", "CreateMultipartUpload", "UpdateItem"])
def test_two_announcements_of_one_file_leave_one_multipart_upload(sender, api, at):
    api("GET /tenants")  # the tenant is there
    slower, quicker = overtaken(at, sender.announce, sender.announce)
    assert (slower.status, quicker.status) == (201, 201)
    assert sender.begun == [sender.row.multipart_id]
    for answer in (slower, quicker):
        (upload,) = answer.json["uploads"]
        assert f"uploadId={sender.row.multipart_id}&" in upload["parts"][0]["url"]


def test_signing_parts_makes_up_for_an_announcement_that_died(sender, api):
    api("GET /tenants")
    with interrupted(crash_on("CreateMultipartUpload")), pytest.raises(Crash):
        sender.announce()
    assert (sender.row.multipart_id, sender.begun) == (None, [])
    assert [part["partNumber"] for part in sender.parts(1).json["parts"]] == [1]
    assert sender.begun == [sender.row.multipart_id]


def crash_on(operation, moment=1):
    """A hook that dies at the `moment`-th call of `operation`."""
    left = [moment]

    def hook(called):
        left[0] -= called == operation
        if not left[0]:
            raise Crash(operation)

    return hook


def test_what_nobody_entered_is_dropped_by_the_sweeper(sender, api):
    """It died between beginning and row; another one announced the file and went on."""
    api("GET /tenants")
    with interrupted(crash_on("UpdateItem")), pytest.raises(Crash):
        sender.announce()
    (orphan,) = sender.begun
    assert sender.announce().status == 201
    assert set(sender.begun) == {orphan, sender.row.multipart_id}
    assert swept(sender) == [sender.row.multipart_id]
    sender.send(1, 2, 3)
    assert sender.complete().status == 200


def test_an_upload_that_is_given_up_meanwhile_gets_no_multipart_upload(sender, api):
    api("GET /tenants")
    slower, quicker = overtaken("UpdateItem", sender.announce, lambda: api("DELETE /uploads/{id}", upload=ID))
    assert (slower.status, quicker.status) == (201, 204)
    (upload,) = slower.json["uploads"]
    assert upload == {"fileId": ID, "filename": "a.mp4", "status": "aborted"}
    assert sender.begun == []


def test_giving_up_that_dies_before_the_parts_are_dropped(sent, api):
    with interrupted(crash_on("AbortMultipartUpload")), pytest.raises(Crash):
        api("DELETE /uploads/{id}", upload=ID)
    assert (sent.row.status, len(sent.begun)) == (Status.ABORTED, 1)
    assert sent.complete().json["code"] == "upload_settled"
    assert swept(sent) == []


def test_giving_up_again_makes_up_for_it(sent, api):
    with interrupted(crash_on("AbortMultipartUpload")), pytest.raises(Crash):
        api("DELETE /uploads/{id}", upload=ID)
    assert api("DELETE /uploads/{id}", upload=ID).status == 204
    assert sent.begun == []


@pytest.mark.parametrize("at", ["ListParts", "CompleteMultipartUpload"])
def test_of_two_who_join_the_parts_both_are_told_that_they_are_joined(sent, at):
    slower, quicker = overtaken(at, sent.complete, sent.complete)
    assert (slower.status, slower.json) == (quicker.status, quicker.json) == (200, slower.json)
    assert sent.content == b"".join(BODIES)
    assert len(aws.s3().list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]) == 1


@pytest.mark.parametrize("call", [1, 2])
def test_of_two_checksums_at_the_same_time_one_counts(sent, call):
    """The first write says that the upload is alive, the second promises the checksum."""
    slower, quicker = overtaken(
        "UpdateItem", lambda: sent.complete(sha256=SHA), lambda: sent.complete(sha256=OTHER), call
    )
    assert (slower.json["code"], quicker.status, sent.row.sha256) == ("checksum_conflict", 200, OTHER)


@pytest.mark.parametrize("at", ["ListParts", "CompleteMultipartUpload"])
def test_joining_what_is_given_up_meanwhile(sent, api, at):
    def give_up():
        api("DELETE /uploads/{id}", upload=ID)
        raise ClientError({"Error": {"Code": "NoSuchUpload"}}, at)  # as S3 answers then

    with before_call(at, lambda **_: give_up()):
        answer = sent.complete()
    assert (answer.status, answer.json["code"]) == (409, "upload_settled")
    assert (sent.content, sent.begun) == (None, [])


def test_an_object_that_is_refused_before_the_second_answer(sent):
    """Joined, refused and removed between two looks: what became of it is told, not that its parts are gone."""
    sent.complete()

    def refuse():
        version = aws.s3().head_object(Bucket=BUCKET, Key=KEY)["VersionId"]
        catalog.move("catalog", sent.row, Status.REJECTED, by="logger", at=NOW, rejected_version=version)
        objects.remove(BUCKET, KEY, version)

    slower, _ = overtaken("ListObjectsV2", sent.complete, refuse)
    assert slower.json["code"] == "upload_settled"
    assert "rejected" in slower.json["detail"]


def test_a_row_that_is_taken_further_meanwhile_is_shown_so(sent):
    def take():
        catalog.move("catalog", sent.row, Status.UPLOADED, by="logger", at=NOW, arrival=Arrival("v", "e", 1300, NOW))

    sent.complete()
    slower, _ = overtaken("ListObjectsV2", sent.complete, take)
    assert (slower.status, slower.json["status"]) == (200, "uploaded")


def test_who_dies_after_joining_has_joined(sent, monkeypatch):
    join: Any = multiparts.join

    def dies(*args):
        join(*args)
        raise Crash

    monkeypatch.setattr(multiparts, "join", dies)
    with pytest.raises(Crash):
        sent.complete()
    monkeypatch.setattr(multiparts, "join", join)
    assert sent.complete().status == 200
    assert sent.content == b"".join(BODIES)
