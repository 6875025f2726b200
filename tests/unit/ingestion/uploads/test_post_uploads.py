"""POST /uploads: up to a hundred files, all or none, and the same again."""

import base64
import json
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError

from common.errors import InvalidRequest, MalformedBody
from ingestion.web import contract
from tests.unit.ingestion.conftest import ALICE, BOB, before_call, rules

FILE = {"filename": "a.png", "contentType": "image/png", "size": 8}
VIDEO = {"filename": "a.mp4", "contentType": "video/mp4", "size": 20_000_000}
SHA = "ab" * 32
ID = "0b0e7c1e-6f7d-4a3b-9a51-1f6f0a2b3c4d"


def post(api, *files, **more):
    return api("POST /uploads", body={"files": list(files)}, **more)


def file_rows(table):
    return [row for row in table.scan(TableName="catalog")["Items"] if row["pk"]["S"].startswith("F#")]


def test_signs_each_file_in_order(api):
    answer = post(api, FILE, {**FILE, "filename": "b.txt", "contentType": "text/plain", "sha256": SHA})
    assert answer.status == 201
    first, second = answer.json["uploads"]
    assert (first["filename"], first["status"], first["method"]) == ("a.png", "pending", "PUT")
    checksum = base64.b64encode(bytes.fromhex(SHA)).decode()
    assert second["headers"] == {
        "Content-Type": "text/plain",
        "If-None-Match": "*",
        "x-amz-checksum-sha256": checksum,
    }
    signed = parse_qs(urlsplit(second["url"]).query)
    assert signed["X-Amz-SignedHeaders"] == ["content-length;content-type;host;if-none-match;x-amz-checksum-sha256"]
    assert signed["X-Amz-Expires"] == ["900"]


def test_a_hundred_files_are_taken_and_one_more_is_not(api, catalog_table):
    assert len(post(api, *[FILE] * 100).json["uploads"]) == 100
    answer = post(api, *[FILE] * 101)
    assert (answer.status, rules(answer)) == (400, [("/files", "maxItems")])
    assert len(file_rows(catalog_table)) == 100


def test_the_same_again_is_the_same_upload(api, catalog_table):
    wish = FILE | {"fileId": ID, "tags": ["x", "y", "x"], "metadata": {"k": "v"}, "sha256": SHA}
    first = post(api, wish, FILE | {"fileId": ID.replace("0b", "0c")})
    # Members and tags in another order are the same promise.
    again = post(api, dict(reversed((wish | {"tags": ["y", "x"]}).items())), FILE | {"fileId": ID.replace("0b", "0c")})
    assert (first.status, again.status) == (201, 201)
    assert [one["fileId"] for one in again.json["uploads"]] == [one["fileId"] for one in first.json["uploads"]]
    assert len(file_rows(catalog_table)) == 2


def test_what_was_missing_of_a_repeated_request_is_added(api, catalog_table):
    post(api, FILE | {"fileId": ID})
    answer = post(api, FILE | {"fileId": ID}, FILE)
    assert answer.status == 201
    assert len(file_rows(catalog_table)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"size": 9},
        {"filename": "b.png"},
        {"sha256": SHA},
        {"tags": ["x"]},
        {"metadata": {"k": "v"}},
        {"filename": "a.txt", "contentType": "text/plain"},
    ],
)
def test_another_promise_under_the_same_id_is_a_conflict_and_writes_nothing(api, catalog_table, other):
    post(api, FILE | {"fileId": ID})
    answer = post(api, FILE, FILE | {"fileId": ID} | other)
    assert (answer.status, answer.json["code"]) == (409, "upload_conflict")
    assert rules(answer) == [("/files/1/fileId", "conflict")]
    assert len(file_rows(catalog_table)) == 1


def test_the_same_id_of_another_tenant_is_another_file(api):
    assert post(api, FILE | {"fileId": ID}).status == 201
    assert post(api, FILE | {"fileId": ID, "size": 9}, claims=BOB).status == 201


def test_an_upload_that_is_over_has_nothing_to_send(api):
    post(api, FILE | {"fileId": ID})
    api("DELETE /uploads/{id}", upload=ID)
    (again,) = post(api, FILE | {"fileId": ID}).json["uploads"]
    assert again == {"fileId": ID, "filename": "a.png", "status": "aborted"}


def test_signing_again_is_a_sign_of_life(api, catalog_table):
    post(api, FILE | {"fileId": ID})
    (before,) = file_rows(catalog_table)
    post(api, FILE | {"fileId": ID}, at=1_790_000_060)
    (soon,) = file_rows(catalog_table)
    post(api, FILE | {"fileId": ID}, at=1_790_003_600)
    (later,) = file_rows(catalog_table)
    assert soon == before
    assert later["waitingSince"]["S"] > before["waitingSince"]["S"]
    assert int(later["revision"]["N"]) == int(before["revision"]["N"]) + 1


@pytest.mark.parametrize("count", [1, 5])
def test_an_identical_request_that_is_quicker_makes_no_second_upload(api, catalog_table, count):
    wishes = [FILE | {"fileId": str(uuid.UUID(int=number, version=4))} for number in range(count)]
    post(api, FILE)  # the tenant is there
    quicker: list[Any] = []

    def overtake(**_):
        if not quicker:
            quicker.append(None)
            quicker[0] = post(api, *wishes)

    with before_call("TransactWriteItems", overtake):
        slower = post(api, *wishes)
    assert (quicker[0].status, slower.status) == (201, 201)
    ids = [[one["fileId"] for one in answer.json["uploads"]] for answer in (quicker[0], slower)]
    assert ids[0] == ids[1]
    assert len(file_rows(catalog_table)) == count + 1


def test_throttling_is_an_answer_that_may_be_tried_again(api):
    post(api, FILE)  # the tenant is there

    def throttle(**_):
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "TransactWriteItems")

    with before_call("TransactWriteItems", throttle):
        answer = post(api, FILE)
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "busy", "1")


CASES = [
    # body                                                     faults
    ({}, [("/files", "required")]),
    ([], [("", "type")]),
    ({"files": []}, [("/files", "minItems")]),
    ({"files": {}}, [("/files", "type")]),
    ({"files": [1]}, [("/files/0", "type")]),
    ({"files": [FILE], "bucket": "x"}, [("/bucket", "unknown")]),
    ({"files": [FILE | {"key": "x"}]}, [("/files/0/key", "unknown")]),
    (
        {"files": [FILE, {}]},
        [("/files/1/contentType", "required"), ("/files/1/filename", "required"), ("/files/1/size", "required")],
    ),
    ({"files": [FILE | {"size": "5"}]}, [("/files/0/size", "type")]),
    ({"files": [FILE | {"size": 1.5}]}, [("/files/0/size", "type")]),
    ({"files": [FILE | {"size": True}]}, [("/files/0/size", "type")]),
    ({"files": [FILE | {"size": None}]}, [("/files/0/size", "type")]),
    ({"files": [FILE | {"size": 0}]}, [("/files/0/size", "minimum")]),
    ({"files": [FILE | {"size": 10**13}]}, [("/files/0/size", "maximum")]),
    ({"files": [FILE | {"method": "MULTIPART", "size": 1001}]}, [("/files/0/size", "too_large")]),
    ({"files": [VIDEO | {"method": "PUT", "size": 100_000_001}]}, [("/files/0/size", "too_large")]),
    ({"files": [VIDEO | {"size": 10**12 + 1}]}, [("/files/0/size", "too_large")]),
    ({"files": [FILE | {"filename": "a\u0007.png"}]}, [("/files/0/filename", "control_character")]),
    ({"files": [FILE | {"tags": ["ok", "a\u202eb"]}]}, [("/files/0/tags/1", "bidirectional_mark")]),
    ({"files": [FILE | {"metadata": {"k": "a\nb"}}]}, [("/files/0/metadata/k", "control_character")]),
    ({"files": [FILE | {"sha256": "AB" * 32}]}, [("/files/0/sha256", "pattern")]),
    ({"files": [FILE | {"sha256": SHA + "\n"}]}, [("/files/0/sha256", "pattern")]),
    ({"files": [FILE | {"fileId": ID + "\n"}]}, [("/files/0/fileId", "pattern")]),
    ({"files": [FILE | {"fileId": "7"}]}, [("/files/0/fileId", "pattern")]),
    ({"files": [FILE | {"fileId": ID}, FILE | {"fileId": ID}]}, [("/files/1/fileId", "duplicate")]),
    ({"files": [FILE | {"tags": ["x"] * 51}]}, [("/files/0/tags", "maxItems")]),
    ({"files": [FILE | {"tags": [""]}]}, [("/files/0/tags/0", "minLength")]),
    ({"files": [FILE | {"metadata": {"k": 1}}]}, [("/files/0/metadata/k", "type")]),
    ({"files": [FILE | {"metadata": {"k\n": "v"}}]}, [("/files/0/metadata", "pattern")]),
    ({"files": [FILE | {"method": "DELETE"}]}, [("/files/0/method", "enum")]),
    ({"files": [FILE], "projectId": "nowhere"}, [("/projectId", "unknown_project")]),
]


@pytest.mark.parametrize(("body", "faults"), CASES)
def test_says_what_is_wrong_and_writes_nothing(api, catalog_table, body, faults):
    answer = api("POST /uploads", body=body)
    assert (answer.status, answer.json["code"], rules(answer)) == (400, "invalid_request", faults)
    assert not file_rows(catalog_table)


BODIES = [
    # raw body                                 headers                                         status  code
    (None, {}, 400, "malformed_body"),
    ("", {}, 400, "malformed_body"),
    ("{", {}, 400, "malformed_body"),
    ('{"files":[],"files":[]}', {}, 400, "malformed_body"),
    ('{"files":NaN}', {}, 400, "malformed_body"),
    ('{"files":[{"size":' + "9" * 5000 + "}]}", {}, 400, "malformed_body"),
    ("[" * 100_000, {}, 400, "malformed_body"),
    ('{"files":[{"size":1e400}]}', {}, 400, "malformed_body"),
    ('{"files":[{"filename":"\\ud800.png"}]}', {}, 400, "malformed_body"),
    ('{"files":[{"filename":"\\ud83d\\ude00.png"}]}', {}, 400, "invalid_request"),
    ("null", {}, 400, "malformed_body"),
    ('"' + "x" * 1024 * 1024 + '"', {}, 413, "body_too_large"),
    ("{}", {"content-type": "text/plain"}, 415, "unsupported_media_type"),
    ("{}", {"content-type": "application/json; charset=latin-1"}, 415, "unsupported_media_type"),
    ("{}", {"content-type": "application/json; charset=UTF-8"}, 400, "invalid_request"),
    ("{}", {"content-encoding": "gzip"}, 415, "unsupported_media_type"),
]


@pytest.mark.parametrize(("raw", "headers", "status", "code"), BODIES)
def test_reads_only_one_json_document_in_utf8(api, raw, headers, status, code):
    answer = api("POST /uploads", raw_body=raw, headers=headers)
    assert (answer.status, answer.json["code"]) == (status, code)


def test_bytes_that_are_not_utf8_are_malformed(api):
    answer = api("POST /uploads", raw_body=base64.b64encode(b'{"files":"\xff"}').decode(), base64=True)
    assert (answer.status, answer.json["code"]) == (400, "malformed_body")


def test_a_body_in_base64_is_a_body(api):
    raw = base64.b64encode(json.dumps({"files": [FILE]}).encode()).decode()
    assert api("POST /uploads", raw_body=raw, base64=True).status == 201


def test_half_a_million_faults_are_not_half_a_million_errors(api):
    answer = api("POST /uploads", raw_body='{"files":[' + ",".join(["1"] * 400_000) + "]}")
    assert answer.status == 400
    assert len(answer.json["errors"]) <= 50


def test_a_body_nested_deeper_than_the_judge_goes_is_malformed():
    body: Any = []
    for _ in range(100_000):
        body = [body]
    with pytest.raises(MalformedBody):
        contract.check_body("POST /uploads", {"files": body})


@pytest.mark.parametrize(
    ("name", "many", "rule"),
    [("tags", ["x"] * 10_000 + [1], "maxItems"), ("metadata", {str(n): n for n in range(10_000)}, "maxProperties")],
)
def test_what_is_too_many_is_not_looked_at_one_by_one(name, many, rule):
    with pytest.raises(InvalidRequest) as raised:
        contract.check_body("POST /uploads", {"files": [FILE | {name: many}]})
    assert [(fault.pointer, fault.rule) for fault in raised.value.faults] == [(f"/files/0/{name}", rule)]


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_cancelled_for_what_passes_is_tried_again(api, catalog_table, code):
    failures = iter([code, code])

    def cancel(**_):
        if reason := next(failures, None):
            answer: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": [{"Code": reason}]}
            raise ClientError(answer, "TransactWriteItems")

    # The first is the making of the tenant, the second that of the rows.
    with before_call("TransactWriteItems", cancel):
        assert post(api, FILE, FILE).status == 201
    assert len(file_rows(catalog_table)) == 2


def test_a_first_call_during_another_first_call_finds_the_same_tenant(api, catalog_table):
    others: list[Any] = []

    def overtake(**_):
        if not others:
            others.append(None)
            others[0] = post(api, FILE)

    with before_call("TransactWriteItems", overtake):
        assert post(api, FILE).status == 201
    assert others[0].status == 201
    assert len({row["tenantId"]["S"] for row in file_rows(catalog_table)}) == 1


def test_who_was_removed_from_a_tenant_is_out(api, catalog_table):
    post(api, FILE)
    (membership,) = [row for row in catalog_table.scan(TableName="catalog")["Items"] if row["sk"]["S"].startswith("T#")]
    member = {"pk": membership["sk"], "sk": {"S": membership["pk"]["S"].replace("U#", "M#")}}
    for key in ({"pk": membership["pk"], "sk": membership["sk"]}, member):
        catalog_table.delete_item(TableName="catalog", Key=key)
    answer = post(api, FILE)
    assert (answer.status, answer.json["code"]) == (403, "tenant_forbidden")


def test_tenants_are_chosen_only_among_ones_own(api):
    assert post(api, FILE, headers={"x-tenant-id": "t-" + "0" * 32}).json["code"] == "tenant_forbidden"
    assert post(api, FILE, claims={**ALICE, "sub": ""}).json["code"] == "unauthorized"
