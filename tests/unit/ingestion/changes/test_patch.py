"""PATCH /files/{id}: what is said of a file changes, and nobody's change is lost."""

from typing import Any

import pytest

from common.files import catalog, runs
from common.files.file import FileId
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.files.stored import ID, INFECTED, NOW, USER, found, processed, stored
from tests.unit.ingestion.world import People, user_id

AT = 1_795_000_000


def test_what_is_said_changes_and_the_rest_stays(patch, show, row):
    before = stored()
    found({"width": 1})
    answer = patch({"filename": "Neu\u0308.png", "tags": ["b", "a", "b"], "metadata": {"n": "1"}}, at=AT)
    assert answer.status == 200
    file = row()
    assert (file.filename, file.tags, file.metadata) == ("Neü.png", ("b", "a"), {"n": "1"})
    assert (file.changed_by, file.changed_at.timestamp(), file.revision) == (USER.id, AT, before.revision + 1)
    assert (file.status, file.processing, file.arrival) == (before.status, before.processing, before.arrival)
    assert (answer.json["filename"], answer.json["extracted"]) == ("Neü.png", {"width": 1})
    # It may be changed on from here, and need not be read again.
    assert answer.headers["etag"] == show().headers["etag"]
    assert patch({"tags": []}, match=answer.headers["etag"]).json["tags"] == []


@pytest.mark.parametrize("status", ["uploaded", "processing", "failed", "quarantined"])
def test_what_has_arrived_can_be_changed_whatever_is_done_with_it(patch, row, status):
    stored(Status(status))
    assert patch({"tags": ["y"]}).status == 200
    assert (row().tags, row().status) == (("y",), Status(status))


@pytest.mark.parametrize("status", ["pending", "rejected", "expired", "aborted"])
def test_what_has_not_arrived_is_no_file_yet(patch, row, status):
    file = stored(Status(status), None, arrival=None)
    answer = patch({"tags": ["y"]})
    assert (answer.status, answer.json["code"]) == (409, "nothing_arrived")
    assert answer.json["detail"].startswith(f"The file is {status}.")
    assert row() == file


def test_what_was_deleted_is_not_changed(patch, delete, row):
    stored()
    delete()
    file = row()
    assert (patch({"tags": ["y"]}).status, patch({"tags": ["y"]}).json["code"]) == (410, "file_deleted")
    assert row() == file


def test_without_if_match_nothing_is_changed(patch, row):
    file = stored()
    for match in (None, "", "  "):
        answer = patch({"tags": ["y"]}, match=match)
        assert (answer.status, answer.json["code"]) == (428, "precondition_required")
    assert row() == file


def test_a_stale_tag_changes_nothing(patch, show, row):
    stored()
    tag = show().headers["etag"]
    patch({"tags": ["first"]}, match=f'"other", {tag}')
    for match in (tag, f"W/{show().headers['etag']}", '"x"', "x", f'{tag}"', "**"):
        answer = patch({"tags": ["second"]}, match=match)
        assert (answer.status, answer.json["code"]) == (412, "precondition_failed"), match
    assert row().tags == ("first",)


def test_what_was_found_belongs_to_the_state(patch, show):
    stored()
    tag = show().headers["etag"]
    found({"width": 1})
    assert patch({"tags": ["y"]}, match=tag).status == 412


def test_a_change_whose_answer_was_lost_can_be_sent_again(patch, show, row):
    stored()
    tag = show().headers["etag"]
    patch({"tags": ["y"]}, match=tag)
    file = row()
    again = patch({"tags": ["y"]}, match=tag)
    assert (again.status, again.json["tags"], row()) == (200, ["y"], file)


def test_what_changes_nothing_is_not_written(patch, row):
    file = stored()
    assert patch({"tags": ["x"], "projectId": "default", "filename": file.filename}).status == 200
    assert row() == file


def test_of_two_at_once_with_one_tag_one_is_told(patch, show, row, meanwhile):
    before = stored()
    tag, answers = show().headers["etag"], list[int]()
    with meanwhile(lambda: answers.append(patch({"tags": ["first"]}, match=tag).status)):
        answers.append(patch({"filename": "b.png"}, match=tag).status)
    assert answers == [200, 412]
    assert (row().tags, row().filename) == (("first",), before.filename)


def test_of_two_at_once_that_match_anything_both_count(patch, row, meanwhile):
    stored()
    with meanwhile(lambda: patch({"tags": ["first"]})):
        assert patch({"filename": "b.png"}).status == 200
    assert (row().tags, row().filename) == (("first",), "b.png")


def test_a_step_of_a_run_meanwhile_loses_neither(patch, show, row, meanwhile):
    """The step is nothing that the client was shown, so the tag holds still."""
    file = stored()
    begun = runs.begin("catalog", file, "run-2", first="inspect", by="router", at=NOW)
    done = {"inspect": Step(StepStatus.DONE, NOW, NOW)}
    tag = show().headers["etag"]
    with meanwhile(lambda: runs.record("catalog", file.id, 2, "run-2", done, by="scan")):
        assert patch({"tags": ["y"]}, match=tag).status == 200
    assert (row().tags, row().processing.steps) == (("y",), done)
    # The run goes on, and ends, with the row as it is.
    runs.record("catalog", file.id, 2, "run-2", {"scan": Step(StepStatus.DONE, NOW, NOW)}, by="scan")
    with pytest.raises(catalog.Stale):
        runs.finish("catalog", begun, Status.COMPLETED, by="finish", at=NOW)
    runs.finish("catalog", row(), Status.COMPLETED, by="finish", at=NOW)
    assert (row().tags, row().status) == (("y",), Status.COMPLETED)


def test_a_run_that_ends_meanwhile_is_another_state(patch, show, row, meanwhile):
    file = runs.begin("catalog", stored(), "run-2", first="inspect", by="router", at=NOW)
    tag = show().headers["etag"]
    with meanwhile(lambda: runs.finish("catalog", file, Status.FAILED, by="finish", at=NOW)):
        assert patch({"tags": ["y"]}, match=tag).status == 412
    assert (row().tags, row().status) == (("x",), Status.FAILED)


def test_others_that_never_go_are_a_reason_to_come_back(patch, row, meanwhile, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)
    stored()
    amend = catalog.amend

    def beaten(table, file, **changes):
        amend(table, file, by="u-other", at=NOW, reason=f"{file.revision}")
        return amend(table, file, **changes)

    monkeypatch.setattr(catalog, "amend", beaten)
    answer = patch({"tags": ["y"]})
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "busy", "1")
    assert row().tags == ("x",)


BROKEN: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({}, ("", "minProperties")),
    ({"owner": "u-1"}, ("/owner", "unknown")),
    ({"filename": ""}, ("/filename", "minLength")),
    ({"filename": " \u00a0"}, ("/filename", "blank")),
    ({"filename": "../a.png"}, ("/filename", "path")),
    ({"filename": "a\n.png"}, ("/filename", "control_character")),
    ({"filename": "a\u202egnp.png"}, ("/filename", "bidirectional_mark")),
    ({"filename": "x" * 256}, ("/filename", "maxLength")),
    ({"filename": "a.html"}, ("/filename", "contradicts_extension")),
    ({"filename": None}, ("/filename", "type")),
    ({"tags": ["x" * 65]}, ("/tags/0", "maxLength")),
    ({"tags": [""]}, ("/tags/0", "minLength")),
    ({"tags": ["a", "b\x00"]}, ("/tags/1", "control_character")),
    ({"tags": [f"{number}" for number in range(41)]}, ("/tags", "maxItems")),
    ({"tags": [f"{number}" for number in range(1000)]}, ("/tags", "maxItems")),
    ({"tags": "x"}, ("/tags", "type")),
    ({"metadata": {"k": "\u2028"}}, ("/metadata/k", "control_character")),
    ({"metadata": {"ü": "x"}}, ("/metadata", "pattern")),
    ({"metadata": {f"{number}": "" for number in range(21)}}, ("/metadata", "maxProperties")),
    ({"metadata": {"k": 1}}, ("/metadata/k", "type")),
    ({"projectId": "No Project"}, ("/projectId", "unknown_project")),
    ({"projectId": "elsewhere"}, ("/projectId", "unknown_project")),
]


def test_what_breaks_a_rule_is_told_and_changes_nothing(patch, row):
    file = stored()
    for body, fault in BROKEN:
        answer = patch(body)
        assert (answer.status, answer.json["code"], rules(answer)) == (400, "invalid_request", [fault])
        assert row() == file


def test_all_faults_are_told_at_once(patch):
    stored()
    answer = patch({"filename": "a/b", "tags": ["ok", "\x07"], "metadata": {"k": "\x07"}})
    places = {pointer for pointer, _ in rules(answer)}
    assert places == {"/filename", "/tags/1", "/metadata/k"}


def test_a_name_goes_with_the_type(patch, row):
    stored()
    for name in ("b.png", "b.PNG", "README", ".png"):
        assert patch({"filename": name}).status == 200
        assert row().filename == name


def test_the_extension_of_a_type_that_is_no_longer_taken_can_stay(patch, row):
    stored(filename="a.bmp", content_type="image/bmp")
    assert patch({"filename": "b.bmp"}).status == 200
    assert rules(patch({"filename": "b.png"})) == [("/filename", "contradicts_extension")]
    assert row().filename == "b.bmp"


@pytest.mark.parametrize("given", ["foreign", "00000000-0000-4000-8000-000000000000", "x"])
def test_foreign_and_missing_cannot_be_told_apart(api, row, given):
    file = stored()
    answer = api(
        "PATCH /files/{id}",
        upload=ID if given == "foreign" else given,
        claims=BOB if given == "foreign" else None,
        body={"tags": ["y"]},
        headers={"if-match": "*"},
    )
    assert (answer.status, answer.json["code"], answer.json["errors"]) == (404, "not_found", [])
    assert row() == file


def test_what_was_promised_can_be_promised_again(api, patch, row):
    """A client that asks once more for what it once announced is told how that stands, by whatever name by now."""
    wish = {"fileId": ID, "filename": "a.png", "contentType": "image/png", "size": 8, "tags": ["x"]}
    api("POST /uploads", body={"files": [wish]})
    promised = row()
    stored(**{name: getattr(promised, name) for name in ("filename", "tags", "metadata", "usage_shard", "created_at")})
    for tags in (["y"], ["z"]):
        patch({"filename": "b.png", "tags": tags})
    again = api("POST /uploads", body={"files": [wish]})
    assert (again.status, again.json["uploads"][0]["filename"]) == (201, "b.png")
    other = api("POST /uploads", body={"files": [wish | {"filename": "b.png"}]})
    assert other.json["code"] == "upload_conflict"


@pytest.fixture
def moving(api):
    """A tenant with a file of a member who is in the projects `one` and `two`, but not in `three`."""
    people = People(api)
    ours = people.tenant("owner", "member")
    for project, members in {"one": ["member"], "two": ["member"], "three": []}.items():
        people.project("owner", ours, project, *members)
    file_id = people.file("member", ours, "one")
    stored(id=FileId(ours, file_id), owner=user_id("member"), project="one", processing=processed())

    def move(name, project):
        body, headers = {"projectId": project}, {"x-tenant-id": ours, "if-match": "*"}
        claims = {"iss": "https://issuer.example", "sub": name}
        return api("PATCH /files/{id}", upload=file_id, body=body, headers=headers, claims=claims)

    return move


def test_members_move_files_between_their_projects(moving):
    assert moving("member", "two").json["projectId"] == "two"
    assert rules(moving("member", "three")) == rules(moving("member", "nowhere")) == [("/projectId", "unknown_project")]


def test_owners_move_files_anywhere_and_members_lose_sight_of_them(moving):
    assert moving("owner", "three").json["projectId"] == "three"
    assert moving("member", "one").status == 404
    assert rules(moving("owner", "nowhere")) == [("/projectId", "unknown_project")]
    assert moving("owner", "one").status == 200
    assert moving("member", "two").status == 200


def test_what_is_quarantined_keeps_its_verdict(patch, row):
    stored(Status.QUARANTINED, processed(scan=INFECTED))
    assert patch({"tags": ["bad"]}).json["readable"] is False
    assert row().processing.scan == INFECTED
