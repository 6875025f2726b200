"""Each kind of bad input over real HTTP, with the error that a client gets. The many variants are unit tests."""

import gzip
import json

import pytest
import requests

from tests.e2e.cloud import Api

GOOD = {"filename": "a.txt", "contentType": "text/plain", "size": 5}
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("change", "pointer", "rule"),
    [
        ({"filename": None}, "/filename", "required"),
        ({"filename": ""}, "/filename", "minLength"),
        ({"filename": "../../x"}, "/filename", "path"),
        ({"filename": "a\0b"}, "/filename", "control_character"),
        ({"filename": "x" * 2000}, "/filename", "maxLength"),
        ({"filename": "txt.\u202eexe"}, "/filename", "bidirectional_mark"),
        ({"contentType": "application/x-msdownload"}, "/contentType", "not_allowed"),
        ({"contentType": "image/png"}, "/contentType", "contradicts_extension"),
        ({"size": 0}, "/size", "minimum"),
        ({"size": -1}, "/size", "minimum"),
        ({"size": 1.5}, "/size", "type"),
        ({"size": 10 * 2**40}, "/size", "maximum"),
        ({"size": 10**12}, "/size", "too_large"),
        ({"colour": "blue"}, "/colour", "unknown"),
    ],
)
def test_a_wish_that_breaks_a_rule(alice, change, pointer, rule):
    wish = {name: value for name, value in (GOOD | change).items() if value is not None}
    one, many = alice("GET", "/upload", params=wish), alice("POST", "/uploads", json={"files": [GOOD, wish]})
    for answer, prefix in ((one, ""), (many, "/files/1")):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (400, "invalid_request")
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"pointer": prefix + pointer, "rule": rule} in problem["errors"]
        assert problem["requestId"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "malformed_body"),
        (b"{", {}, 400, "malformed_body"),
        (b"\xff\xfe{}", {}, 400, "malformed_body"),
        (json.dumps({"files": []}).encode("utf-16"), {}, 400, "malformed_body"),
        (b'{"files": []}', {}, 400, "invalid_request"),
        (json.dumps({"files": [GOOD] * 101}).encode(), {}, 400, "invalid_request"),
        (json.dumps({"files": [GOOD | {"size": "5"}]}).encode(), {}, 400, "invalid_request"),
        (b" " * 1_100_000, {}, 413, "body_too_large"),
        (b"files=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
        (gzip.compress(b"{}", mtime=0), {"Content-Encoding": "gzip"}, 415, "unsupported_media_type"),
    ],
)
def test_a_body_that_is_none(alice, body, headers, status, code):
    answer = alice("POST", "/uploads", data=body, headers={"Content-Type": "application/json", **headers})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_not_ones_own_is_not_there(alice, bob, method):
    foreign = bob.sign()["fileId"]
    answers = [alice(method, f"/uploads/{file_id}") for file_id in (foreign, NOBODYS, "x", "%00", "a%2Fb")]
    assert [answer.status_code for answer in answers] == [404] * 5
    told = [{name: answer.json()[name] for name in ("code", "title", "detail", "errors")} for answer in answers[:4]]
    assert told == [told[0]] * 4
    assert bob.upload(foreign)["status"] == "pending"


def test_a_strangers_tenant_is_forbidden(alice, bob, cloud):
    rows = cloud.root("dynamodb").scan(TableName=cloud.outputs["catalog_table"])["Items"]
    tenants = {row["pk"]["S"].removeprefix("T#") for row in rows if row["sk"]["S"] == "TENANT"}
    assert len(tenants) >= 2
    answers = [Api(alice.url, alice.token, tenant)("GET", "/upload", params=GOOD) for tenant in (*tenants, "t-0")]
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 200} == {"tenant_forbidden"}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("PUT", "/uploads"), ("POST", "/upload"), ("GET", "/")]
)
def test_routes_that_there_are_not(anyone, method, path):
    answer = anyone(method, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")


def test_browsers_of_the_configured_origins_may_call_the_api(anyone):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = requests.options(f"{anyone.url}/uploads", headers={"Origin": "http://localhost:5173", **asked}, timeout=10)
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
    other = requests.options(f"{anyone.url}/uploads", headers={"Origin": "https://evil.example", **asked}, timeout=10)
    assert "Access-Control-Allow-Origin" not in other.headers
