"""DELETE /files/{id} and POST /files/{id}/restore: gone at once, and back as it was."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import EndpointConnectionError

from common import aws
from common.files import deletions, requests, runs
from common.files.file import FileId
from common.files.lifecycle import Status
from common.files.places import places
from common.files.requests import Cause
from tests.unit.ingestion.conftest import BOB
from tests.unit.ingestion.files.stored import ID, INFECTED, NOW, USER, processed, stored
from tests.unit.ingestion.world import People, user_id

AT = 1_795_000_000
DAY = 86_400


@pytest.mark.parametrize("status", ["uploaded", "completed", "failed", "quarantined"])
def test_a_file_is_deleted_and_comes_back_as_it_was(delete, restore, show, row, status):
    before, shown = stored(Status(status), processed(scan=INFECTED) if status == "quarantined" else processed()), show()
    assert (delete(at=AT).status, delete(at=AT + 1).status) == (204, 204)
    gone = show().json
    assert (gone["status"], gone["deletedBy"], gone["readable"]) == ("deleted", USER.id, False)
    assert gone["deletedAt"] == gone["changedAt"] == "2026-11-18T11:06:40.000Z"
    assert (row().changed_by, row().revision) == (USER.id, before.revision + 1)
    back = restore(at=AT + DAY)
    assert (back.status, back.headers["etag"]) == (200, show().headers["etag"])
    assert back.json == shown.json | {"changedAt": back.json["changedAt"]}
    assert back.json["changedAt"] > gone["changedAt"]
    assert row().deletion is None


def test_what_is_deleted_stands_in_the_index_of_what_waits(delete, restore, catalog_table):
    def place():
        (item,) = [one for one in catalog_table.scan(TableName="catalog")["Items"] if one["sk"]["S"] == "FILE"]
        return [item[name]["S"] for name in ("waitingIn", "waitingSince") if name in item]

    stored()
    assert place() == []
    delete(at=AT)
    partition, since = place()
    assert (partition.partition("#")[0], since) == ("deleted", "2026-11-18T11:06:40.000Z")
    restore(at=AT)
    assert place() == []


def test_lists_follow_the_file_in_whatever_is_changed(delete, restore, patch, row, catalog_table):
    def listed():
        found = catalog_table.scan(TableName="catalog")["Items"]
        return {(one["pk"]["S"], one["sk"]["S"]) for one in found if one["pk"]["S"].startswith("L#")}

    stored()
    delete()
    assert listed() == set()
    restore()
    assert listed() == places(row())
    patch({"tags": ["y", "z"], "filename": "b.png"})
    assert listed() == places(row())
    assert len(listed()) == 6
    delete()
    assert listed() == set()


def test_its_content_is_gone_with_it(api, delete):
    stored()
    delete()
    for route in ("GET /files/{id}/content", "POST /files/{id}/reprocess"):
        answer = api(route, upload=ID)
        assert (answer.status, answer.json["code"]) == (410, "file_deleted")
    upload = api("GET /uploads/{id}", upload=ID)
    assert (upload.status, upload.json["status"], upload.json["thumbnailUrl"]) == (200, "deleted", None)
    assert "retry-after" not in upload.headers


@pytest.mark.parametrize("route", ["DELETE /files/{id}", "POST /files/{id}/restore"])
@pytest.mark.parametrize("status", ["pending", "rejected", "expired", "aborted"])
def test_what_has_not_arrived_is_no_file(api, processing_queue, row, route, status):
    file = stored(Status(status), None, arrival=None)
    answer = api(route, upload=ID)
    assert (answer.status, answer.json["code"]) == (409, "nothing_arrived")
    assert ("DELETE /uploads/{id}" in answer.json["detail"]) is (status == "pending")
    assert row() == file


def test_what_is_processed_is_deleted_later(delete, row):
    file = stored(Status.PROCESSING)
    answer = delete()
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (409, "still_processing", "5")
    assert row() == file


def test_a_run_that_begins_meanwhile_is_left_to_end(delete, row, meanwhile):
    file = stored(Status.UPLOADED, None)
    with meanwhile(lambda: runs.begin("catalog", file, "run-1", first="inspect", by="router", at=NOW)):
        assert delete().json["code"] == "still_processing"
    assert (row().status, row().processing.run) == (Status.PROCESSING, "run-1")


def test_of_two_that_delete_at_once_both_did(delete, row, meanwhile):
    stored()
    with meanwhile(lambda: delete(at=AT)):
        assert delete(at=AT + 1).status == 204
    assert (row().deletion.at.timestamp(), row().revision) == (AT, 2)


def test_if_match_says_what_is_to_be_deleted(delete, show, patch, row):
    stored()
    tag = show().headers["etag"]
    patch({"tags": ["y"]})
    answer = delete(headers={"if-match": tag})
    assert (answer.status, answer.json["code"], row().status) == (412, "precondition_failed", Status.COMPLETED)
    tag = show().headers["etag"]
    # The second time its answer was lost: it is deleted, which is what was wanted.
    assert [delete(headers={"if-match": tag}).status for _ in range(2)] == [204, 204]


def test_if_match_asks_of_what_is_written(delete, show, patch, row, meanwhile):
    stored()
    tag = show().headers["etag"]
    with meanwhile(lambda: patch({"tags": ["y"]})):
        assert delete(headers={"if-match": tag}).status == 412
    assert row().tags == ("y",)


def test_what_is_there_need_not_be_restored(restore, processing_queue, row):
    for status in (Status.COMPLETED, Status.PROCESSING, Status.UPLOADED):
        file = stored(status, changed_by="router")
        assert (restore().status, row()) == (200, file)
    assert processing_queue() == []


def test_what_was_not_processed_before_it_was_deleted_is_afterwards(delete, restore, processing_queue):
    stored(Status.UPLOADED, None)
    delete()
    restore()
    # As when the answer was lost, or the first of them died before it could ask.
    restore()
    asked = [requests.parse(json.loads(body)) for body in processing_queue()]
    assert [(one.file_id.id, one.cause) for one in asked] == [(ID, Cause.LOST)] * 2


def test_a_restore_that_could_not_ask_for_processing_does_so_when_it_is_sent_again(delete, restore, processing_queue):
    stored(Status.UPLOADED, None)
    delete()

    def refuse(**_):
        raise EndpointConnectionError(endpoint_url="https://sqs.example")

    aws.sqs().meta.events.register("before-call.sqs.SendMessage", refuse)
    try:
        assert restore().status == 503
    finally:
        aws.sqs().meta.events.unregister("before-call.sqs.SendMessage", refuse)
    assert (restore().status, len(processing_queue())) == (200, 1)


@pytest.mark.parametrize(("seconds", "status"), [(30 * DAY - 1, 200), (30 * DAY, 410), (31 * DAY, 410)])
def test_there_is_a_time_to_restore(delete, restore, row, seconds, status):
    stored()
    delete(at=AT)
    answer = restore(at=AT + seconds)
    assert answer.status == status
    if status == 410:
        assert (answer.json["code"], row().status) == ("file_deleted", Status.DELETED)


def test_what_is_being_purged_does_not_come_back(delete, restore, row):
    stored()
    delete(at=AT)
    deletions.begin_purge("catalog", row(), by="purge", at=datetime.fromtimestamp(AT, UTC) + timedelta(days=29))
    assert restore(at=AT + 1).status == 410


def test_a_purge_that_begins_meanwhile_comes_first(delete, restore, row, meanwhile):
    stored()
    delete(at=AT)
    found = row()
    with meanwhile(lambda: deletions.begin_purge("catalog", found, by="purge", at=NOW)):
        assert restore(at=AT + 1).status == 410
    assert row().status is Status.DELETED


def test_what_was_purged_is_as_if_it_had_never_been(delete, restore, show, row):
    stored()
    delete(at=AT)
    deletions.forget("catalog", deletions.begin_purge("catalog", row(), by="purge", at=NOW))
    assert [answer.status for answer in (delete(), restore(), show())] == [404, 404, 404]


@pytest.mark.parametrize("route", ["DELETE /files/{id}", "POST /files/{id}/restore"])
@pytest.mark.parametrize("given", ["foreign", "00000000-0000-4000-8000-000000000000", "x"])
def test_foreign_and_missing_cannot_be_told_apart(api, row, processing_queue, route, given):
    file = stored()
    claims = BOB if given == "foreign" else None
    answer = api(route, upload=ID if given == "foreign" else given, claims=claims)
    assert (answer.status, answer.json["code"], answer.json["errors"]) == (404, "not_found", [])
    assert row() == file


def test_members_restore_what_they_deleted_and_owners_everything(api, processing_queue):
    people = People(api)
    ours = people.tenant("owner", "member")
    people.project("owner", ours, "shared", "member")
    file_id = people.file("member", ours, "shared")
    stored(id=FileId(ours, file_id), owner=user_id("member"), project="shared")

    def ask(name, method, path=""):
        answer = people.ask(name, f"{method} /files/{{id}}{path}", ours, upload=file_id)
        return answer.status if answer.status < 300 else answer.json["code"]

    assert [ask("member", "DELETE"), ask("member", "POST", "/restore")] == [204, 200]
    assert [ask("owner", "DELETE"), ask("member", "DELETE")] == [204, 204]
    assert ask("member", "POST", "/restore") == "owner_required"
    assert ask("owner", "POST", "/restore") == 200
    assert [ask("member", "DELETE"), ask("owner", "POST", "/restore")] == [204, 200]


def test_it_counts_for_the_tenant_until_it_is_purged(api, delete, row):
    promised = api("POST /uploads", body={"files": [{"filename": "a.png", "contentType": "image/png", "size": 8}]})
    (tenant,) = api("GET /tenants").json["items"]
    before, file_id = tenant["usage"], promised.json["uploads"][0]["fileId"]
    assert (before["files"], before["bytes"]) == (1, 8)
    shard = row(file_id).usage_shard
    stored(id=row(file_id).id, usage_shard=shard)
    api("DELETE /files/{id}", upload=file_id)
    assert api("GET /tenants").json["items"][0]["usage"] == before
    deletions.forget("catalog", deletions.begin_purge("catalog", row(file_id), by="purge", at=NOW))
    after = api("GET /tenants").json["items"][0]["usage"]
    assert (after["files"], after["bytes"]) == (0, 0)
