"""POST /queries and GET /queries/{id}: whose they are, what they say, and what Athena's refusals become."""

import pytest

from ingestion.queries import answers
from tests.unit.ingestion.conftest import ALICE, BOB
from tests.unit.ingestion.queries.engine import ENVIRONMENT, QUERY_ID

COUNT = {"sql": "select count(*) from events"}


def start(api, **more):
    return api("POST /queries", body=COUNT, **more)


def show(api, **more):
    return api("GET /queries/{id}", upload=more.pop("query_id", QUERY_ID), **more)


def test_a_query_runs_as_its_tenant(api, engine):
    answer = start(api)
    assert (answer.status, answer.json) == (202, {"queryId": QUERY_ID, "status": "running"})
    (asked,), (assumed,) = engine.asked, engine.assumed
    (tag,) = assumed["Tags"]
    assert tag["Key"] == "tenant"
    tenant = tag["Value"]
    assert tenant.startswith("t-")
    assert (assumed["RoleArn"], assumed["RoleSessionName"]) == (ENVIRONMENT["QUERY_ROLE"], tenant)
    assert asked["WorkGroup"] == "inlet-unit"
    assert asked["ResultConfiguration"] == {"OutputLocation": f"s3://archive/results/tenant={tenant}/"}
    assert f"WHERE \"tenant\" = '{tenant}'" in asked["QueryString"]
    assert asked["QueryString"].endswith('SELECT COUNT(*) AS "_col0" FROM "events"')


def test_a_session_serves_its_tenant_until_it_ends(api, engine, monkeypatch):
    start(api)
    start(api)
    assert len(engine.assumed) == 1
    start(api, claims=BOB)
    assert len(engine.assumed) == 2
    assert len({one["RoleSessionName"] for one in engine.assumed}) == 2
    from common import times

    now = times.now()
    monkeypatch.setattr(times, "now", lambda: now.replace(year=now.year + 1))
    start(api)
    assert len(engine.assumed) == 3


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("QUEUED", "running"),
        ("RUNNING", "running"),
        ("SUCCEEDED", "succeeded"),
        ("FAILED", "failed"),
        ("CANCELLED", "failed"),
    ],
)
def test_how_a_query_stands(api, engine, state, status):
    start(api)
    engine.state, engine.rows = state, [["1"], [None]]
    answer = show(api)
    assert (answer.status, answer.json["status"], answer.json["scannedBytes"]) == (200, status, 1234)
    assert answer.json["rows"] == ([["1"], [None]] if status == "succeeded" else [])
    assert bool(answer.json["columns"]) is (status == "succeeded")
    assert (answer.json["reason"] is None) is (status != "failed")
    assert ("retry-after" in answer.headers) is (status == "running")


def test_another_tenants_query_is_not_there(api, engine):
    start(api, claims=ALICE)
    mine, theirs = show(api, claims=ALICE), show(api, claims=BOB)
    assert (mine.status, theirs.status, theirs.json["code"]) == (200, 404, "not_found")
    assert not [one for one in engine.asked if "MaxResults" in one and one["QueryExecutionId"] != QUERY_ID]


@pytest.mark.parametrize(
    "query_id", ["x", "6F1C0E7E-7A64-4B53-9D5C-1F2A3B4C5D6E", QUERY_ID[:-1] + "0", QUERY_ID + "\n"]
)
def test_what_is_no_query_is_not_found(api, engine, query_id):
    start(api)
    assert show(api, query_id=query_id).json["code"] == "not_found"


def test_pages_end_and_leave_the_header_out(api, engine, monkeypatch):
    monkeypatch.setattr(answers, "_ROWS", (3,))
    start(api)
    engine.rows = [[str(n)] for n in range(7)]
    found, cursor = list[str](), None
    while True:
        answer = show(api, query={"cursor": cursor} if cursor else "")
        found += [cell for row in answer.json["rows"] for cell in row]
        cursor = answer.json["nextCursor"]
        if cursor is None:
            break
    assert found == [*"0123456"]


def test_a_page_of_large_rows_has_fewer(api, engine, monkeypatch):
    monkeypatch.setattr(answers, "_MOST_BYTES", 1000)
    start(api)
    engine.rows = [["ü" * 200] for _ in range(20)]
    answer = show(api)
    assert 0 < len(answer.json["rows"]) < 3
    assert answer.json["nextCursor"]
    engine.rows = [["x" * 2000]]
    refused = show(api)
    assert (refused.status, refused.json["code"]) == (409, "result_too_large")


def test_a_page_is_measured_as_lambda_answers_it(api, engine, monkeypatch):
    monkeypatch.setattr(answers, "_MOST_BYTES", 1000)
    start(api)
    # A quote takes four bytes there: it is escaped in the body, which is escaped in the answer.
    engine.rows = [['"' * 240]]
    assert show(api).status == 200
    engine.rows = [['"' * 260]]
    assert show(api).json["code"] == "result_too_large"


def test_an_answer_that_was_deleted_is_not_found(api, engine):
    start(api)
    engine.kept = False
    answer = show(api)
    assert (answer.status, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("cursor", ["-5", "900"])
def test_a_cursor_of_another_query_is_refused(api, engine, cursor):
    start(api)
    answer = show(api, query={"cursor": cursor})
    assert (answer.status, answer.json["errors"]) == (400, [{"pointer": "/cursor", "rule": "cursor"}])


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("InvalidRequestException", 400, "invalid_request"),
        ("TooManyRequestsException", 503, "busy"),
        ("InternalServerException", 500, "internal"),
    ],
)
def test_athenas_refusals_are_told_in_our_words(api, engine, error, status, code):
    engine.error = error
    answer = start(api)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert "secret" not in str(answer.json)


@pytest.mark.parametrize(
    "body", [None, {}, {"sql": ""}, {"sql": ["select 1"]}, {"sql": "x" * 20_001}, {"sql": "drop x"}]
)
def test_what_is_no_question_reaches_nobody(api, engine, body):
    assert api("POST /queries", body=body).status == 400
    assert not engine.asked


def test_a_tenant_that_is_not_ones_own_is_forbidden(api, engine):
    answer = start(api, headers={"x-tenant-id": "t-" + "0" * 32})
    assert (answer.status, answer.json["code"]) == (403, "tenant_forbidden")
    assert not engine.assumed
