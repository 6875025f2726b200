"""POST /files/batch: many files change in the same way, each by itself."""

import dataclasses
from typing import Any

import pytest

from common import aws
from common.files import file_rows
from common.files.lifecycle import Status
from ingestion.changes import batch_routes
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.files.stored import ID, stored

MISSING = "00000000-0000-4000-8000-000000000000"


def numbered(number):
    return f"00000000-0000-4000-8000-0000000000{number:02}"


@pytest.fixture
def batch(api, processing_queue, monkeypatch):
    """The answer to an operation on files."""
    # moto copies a table for each transaction, and stumbles over what other threads write meanwhile.
    monkeypatch.setattr(batch_routes, "_AT_ONCE", 1)

    def ask(operation, ids, claims=None, **more):
        return api("POST /files/batch", body={"operation": operation, "fileIds": ids, **more}, claims=claims)

    return ask


@pytest.fixture
def results(batch):
    """What came of each file: status and code."""

    def ask(operation, ids, **more):
        answer = batch(operation, ids, **more)
        assert answer.status == 200, answer.text
        assert [one["fileId"] for one in answer.json["results"]] == ids
        return [(one["status"], one["code"]) for one in answer.json["results"]]

    return ask


@pytest.fixture
def three(catalog_table):
    """Files that are completed; their ids."""
    file = stored()
    for number in range(1, 4):
        one = dataclasses.replace(file, id=dataclasses.replace(file.id, id=numbered(number)))
        aws.dynamodb().put_item(TableName="catalog", Item=file_rows.to_item(one))
    return [numbered(number) for number in range(1, 4)]


DONE = (200, None)


def test_tags_come_and_go(results, three, row):
    for _ in range(2):  # what is done is done
        assert results("tag", three, tags=["y", "x", "e\u0301", "y"]) == [DONE] * 3
        assert [row(one).tags for one in three] == [("x", "y", "é")] * 3
    assert {row(one).revision for one in three} == {2}
    for _ in range(2):
        assert results("untag", three[:2], tags=["x", "é", "never"]) == [DONE] * 2
        assert [row(one).tags for one in three] == [("y",), ("y",), ("x", "y", "é")]
    assert {row(one).revision for one in three[:2]} == {3}


def test_a_file_has_so_many_tags(results, three, row):
    full = [f"{number}" for number in range(39)]
    assert results("tag", three[:1], tags=full) == [DONE]
    assert results("tag", three, tags=["y"]) == [(409, "limit_reached"), DONE, DONE]
    assert [len(row(one).tags) for one in three] == [40, 2, 2]


def test_files_move(api, results, three, row):
    api("POST /projects", body={"id": "other", "name": "Other"})
    assert results("move", three, projectId="other") == [DONE] * 3
    assert {row(one).project for one in three} == {"other"}


def test_files_go_and_come_back(results, three, row):
    for _ in range(2):
        assert results("delete", three) == [(204, None)] * 3
    assert {row(one).status for one in three} == {Status.DELETED}
    assert results("tag", three[:1], tags=["y"]) == [(410, "file_deleted")]
    for _ in range(2):
        assert results("restore", three) == [DONE] * 3
    assert {row(one).status for one in three} == {Status.COMPLETED}


def test_each_file_stands_for_itself(results, three, row):
    stored(Status.PROCESSING)
    found = results("delete", [three[0], MISSING, ID, three[1]])
    assert found == [(204, None), (404, "not_found"), (409, "still_processing"), (204, None)]


def test_what_is_anothers_is_missing(batch, three, row):
    answer = batch("delete", [*three, MISSING], claims=BOB)
    assert [(one["status"], one["code"]) for one in answer.json["results"]] == [(404, "not_found")] * 4
    assert {row(one).status for one in three} == {Status.COMPLETED}


def test_one_bad_row_keeps_nobody_else(results, three, row):
    aws.dynamodb().update_item(
        TableName="catalog",
        Key=file_rows.row_key(row(three[1]).id),
        UpdateExpression="SET #status = :odd",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":odd": {"S": "odd"}},
    )
    assert results("tag", three, tags=["y"]) == [DONE, (500, "internal"), DONE]


def test_who_loses_a_race_tries_again(results, three, row, meanwhile, api):
    def rename():
        api("PATCH /files/{id}", upload=three[1], body={"filename": "b.png"}, headers={"if-match": "*"})

    with meanwhile(rename):
        assert results("tag", three, tags=["y"]) == [DONE] * 3
    assert (row(three[1]).filename, row(three[1]).tags) == ("b.png", ("x", "y"))


def test_a_hundred_are_taken(results):
    ids = [numbered(number) for number in range(100)]
    assert results("delete", ids) == [(404, "not_found")] * 100


BROKEN: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"operation": "purge"}, ("/operation", "enum")),
    ({"fileIds": []}, ("/fileIds", "minItems")),
    ({"fileIds": [f"{number:08}-0000-4000-8000-000000000000" for number in range(101)]}, ("/fileIds", "maxItems")),
    ({"fileIds": [ID, ID.upper()]}, ("/fileIds/1", "pattern")),
    ({"fileIds": [ID, MISSING, ID]}, ("/fileIds/2", "duplicate")),
    ({"tags": ["y"]}, ("/tags", "unknown")),
    ({"projectId": "default"}, ("/projectId", "unknown")),
    ({"operation": "tag"}, ("/tags", "required")),
    ({"operation": "untag", "tags": []}, ("/tags", "minItems")),
    ({"operation": "tag", "tags": [""]}, ("/tags/0", "minLength")),
    ({"operation": "tag", "tags": [f"{number}" for number in range(1000)]}, ("/tags", "maxItems")),
    ({"operation": "tag", "tags": ["\x07"]}, ("/tags/0", "control_character")),
    ({"operation": "tag", "tags": ["y"], "projectId": "default"}, ("/projectId", "unknown")),
    ({"operation": "move"}, ("/projectId", "required")),
    ({"operation": "move", "projectId": "nowhere"}, ("/projectId", "unknown_project")),
    ({"reason": "why"}, ("/reason", "unknown")),
]


def test_what_breaks_the_contract_changes_nothing(api, processing_queue, row):
    file = stored()
    for body, fault in BROKEN:
        answer = api("POST /files/batch", body={"operation": "delete", "fileIds": [ID]} | body)
        assert (answer.status, answer.json["code"], rules(answer)) == (400, "invalid_request", [fault])
        assert row() == file


def test_a_body_there_must_be(api):
    assert api("POST /files/batch").json["code"] == "malformed_body"
