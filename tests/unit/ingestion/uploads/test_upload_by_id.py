"""GET and DELETE /uploads/{id}, and what needs no token."""

import re

import pytest

from ingestion.uploads import views
from ingestion.web import contract
from tests.unit.ingestion.conftest import BOB, rules

FILE = {"filename": "a.png", "contentType": "image/png", "size": 8}
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def file_id(api):
    return api("POST /uploads", body={"files": [FILE]}).json["uploads"][0]["fileId"]


def test_shows_where_an_upload_stands(api, file_id):
    answer = api("GET /uploads/{id}", upload=file_id)
    assert (answer.status, answer.headers["retry-after"]) == (200, "5")
    assert answer.json | {"requestedAt": ""} == {
        "fileId": file_id,
        "filename": "a.png",
        "projectId": "default",
        "contentType": "image/png",
        "size": 8,
        "status": "pending",
        "progress": 0,
        "steps": [],
        "reasonCode": None,
        "reason": None,
        "thumbnailUrl": None,
        "requestedAt": "",
        "uploadedAt": None,
        "processedAt": None,
    }


def test_an_unchanged_upload_is_not_sent_twice(api, file_id):
    tag = api("GET /uploads/{id}", upload=file_id).headers["etag"]
    again = api("GET /uploads/{id}", upload=file_id, headers={"if-none-match": tag})
    assert (again.status, again.text) == (304, "")
    for known in (f"W/{tag}", f'"other", {tag}', "*"):
        assert api("GET /uploads/{id}", upload=file_id, headers={"if-none-match": known}).status == 304
    api("DELETE /uploads/{id}", upload=file_id)
    assert api("GET /uploads/{id}", upload=file_id, headers={"if-none-match": tag}).status == 200


@pytest.mark.parametrize("route", ["GET /uploads/{id}", "DELETE /uploads/{id}"])
@pytest.mark.parametrize("upload", [NOBODYS, "x", "F#", "%2e%2e", NOBODYS + " ", "foreign"])
def test_foreign_and_missing_cannot_be_told_apart(api, file_id, route, upload):
    claims = BOB if upload == "foreign" else None
    answer = api(route, upload=file_id if upload == "foreign" else upload, claims=claims)
    del answer.json["instance"]
    assert (answer.status, answer.json) == (
        404,
        {
            "type": "urn:inlet:problem:not_found",
            "title": "There is nothing here that you can see",
            "status": 404,
            "detail": "There is nothing here that you can see",
            "code": "not_found",
            "requestId": "request-1",
            "errors": [],
        },
    )


def test_aborting_says_why_and_can_be_repeated(api, file_id):
    assert api("DELETE /uploads/{id}", upload=file_id, body={"reason": "network timeout"}).status == 204
    assert api("DELETE /uploads/{id}", upload=file_id).status == 204
    shown = api("GET /uploads/{id}", upload=file_id)
    assert (shown.json["status"], shown.json["reasonCode"], shown.json["reason"]) == (
        "aborted",
        "aborted",
        "network timeout",
    )
    assert "retry-after" not in shown.headers


def test_what_is_aborted_is_looked_after_by_the_sweeper(api, file_id, catalog_table):
    """Its object may have come: the row stays where the sweeper finds it, as of the last sign of life."""

    def place():
        (row,) = [row for row in catalog_table.scan(TableName="catalog")["Items"] if row["sk"]["S"] == "FILE"]
        return row["waitingIn"], row["waitingSince"]

    before = place()
    api("DELETE /uploads/{id}", upload=file_id)
    assert place() == before


def test_what_has_arrived_cannot_be_aborted(api, file_id, catalog_table):
    (row,) = [row for row in catalog_table.scan(TableName="catalog")["Items"] if row["sk"]["S"] == "FILE"]
    row |= {"status": {"S": "uploaded"}}
    catalog_table.put_item(TableName="catalog", Item=row)
    answer = api("DELETE /uploads/{id}", upload=file_id)
    assert (answer.status, answer.json["code"]) == (409, "upload_settled")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"reason": ""}, ("/reason", "minLength")),
        ({"reason": 1}, ("/reason", "type")),
        ({"reason": "a\u0000b"}, ("/reason", "control_character")),
        ({"reason": "a\u202eb"}, ("/reason", "bidirectional_mark")),
        ({"why": "x"}, ("/why", "unknown")),
    ],
)
def test_a_reason_is_a_sentence(api, file_id, body, fault):
    answer = api("DELETE /uploads/{id}", upload=file_id, body=body)
    assert (answer.status, rules(answer)) == (400, [fault])


def test_unknown_parameters_are_errors_everywhere(api, file_id):
    for route in ("GET /uploads/{id}", "GET /health"):
        answer = api(route, upload=file_id, query="verbose=1")
        assert (answer.status, rules(answer)) == (400, [("/verbose", "unknown")])


def test_health_and_description_need_nobody(api):
    assert api("GET /health", claims={}).json == {"status": "ok"}
    assert api("GET /openapi.json", claims={}).json == contract.document()


def test_the_page_for_people_names_every_route_and_runs_no_script(api):
    page = api("GET /docs").text
    for path, methods in contract.document()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert not re.search(r"<script|\bon\w+=|javascript:", page)


def test_unknown_routes_are_problems_too(api):
    answer = api("$default")
    assert (answer.status, answer.json["code"]) == (404, "route_not_found")


def test_what_nobody_foresaw_tells_nothing(api, file_id, monkeypatch, caplog):
    monkeypatch.setattr(views, "upload", lambda _: 1 / 0)
    answer = api("GET /uploads/{id}", upload=file_id)
    assert (answer.status, answer.json["code"]) == (500, "internal")
    assert "division" not in answer.text
    assert "ZeroDivisionError" in caplog.text
