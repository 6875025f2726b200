"""/janitor: operators begin runs, look at them, and at what they found."""

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from common import uuid7
from common.janitor import runs
from common.janitor.findings import KINDS, OBJECT_ORPHANED, PLACE_ORPHANED, Tally
from common.janitor.run import State
from ingestion.operators import waking
from tests.unit.cloud import NOW, TENANT
from tests.unit.ingestion.conftest import ALICE, ENVIRONMENT, rules
from tests.unit.ingestion.world import user_id

OPERATOR = ALICE | {"cognito:groups": "[staff operators]"}
LATER = NOW + timedelta(minutes=5)


class Lambda:
    """Keeps what it is invoked with, or fails."""

    def __init__(self) -> None:
        self.invoked: list[dict[str, Any]] = []
        self.failure: Exception | None = None

    def invoke(self, **asked: Any) -> None:
        self.invoked.append(asked)
        if self.failure:
            raise self.failure


@pytest.fixture
def janitor(monkeypatch):
    """Lambda, as far as the function may invoke it."""
    found = Lambda()
    monkeypatch.setattr(waking, "client", lambda: found)
    return found


@pytest.fixture
def ask(api, janitor):
    """The API, for an operator."""
    return lambda route, claims=OPERATOR, **more: api(route, claims=claims, **more)


def begin(**changes):
    """A run that is entered, as the janitor knows it."""
    given: dict[str, Any] = {"dry_run": False, "by": "janitor", "grace": timedelta(hours=24), "at": NOW} | changes
    return runs.begin("catalog", **given)


@pytest.mark.parametrize("dry", [True, False])
def test_a_run_is_begun(ask, janitor, dry):
    answer = ask("POST /janitor", body={"dryRun": dry})
    run_id = answer.json["runId"]
    assert (answer.status, answer.headers["location"]) == (202, f"/janitor/{run_id}")
    assert (answer.json["state"], answer.json["dryRun"], answer.json["graceSeconds"]) == ("waiting", dry, 86400)
    assert (answer.json["findings"], answer.json["monthlyUsd"], answer.json["endedAt"]) == ([], 0, None)
    found = runs.find("catalog", run_id)
    assert found
    assert (found.dry_run, found.by, found.grace) == (dry, user_id("alice"), timedelta(hours=24))
    (invoked,) = janitor.invoked
    assert (invoked["FunctionName"], invoked["InvocationType"]) == (ENVIRONMENT["JANITOR_FUNCTION"], "Event")
    assert json.loads(invoked["Payload"]) == {"run": run_id}


def test_a_run_may_look_at_one_tenant_alone(ask):
    answer = ask("POST /janitor", body={"dryRun": False, "tenantId": TENANT})
    found = runs.find("catalog", answer.json["runId"])
    assert found
    assert (answer.json["tenantId"], found.tenant) == (TENANT, TENANT)


def test_one_run_at_a_time(ask, janitor):
    first = ask("POST /janitor", body={"dryRun": True}).json["runId"]
    second = ask("POST /janitor", body={"dryRun": False})
    assert (second.status, second.json["code"]) == (409, "run_under_way")
    assert second.headers["location"] == f"/janitor/{first}"
    assert first in second.json["detail"]
    assert len(janitor.invoked) == 1


def test_after_the_end_of_one_the_next_may_begin(ask):
    first = begin()
    runs.end("catalog", first, State.DONE, at=LATER)
    second = ask("POST /janitor", body={"dryRun": True})
    assert second.status == 202
    listed = ask("GET /janitor").json["items"]
    assert {one["runId"] for one in listed} == {first.id, second.json["runId"]}


def test_another_that_ends_just_now_is_in_nobodys_way(ask, monkeypatch):
    first, entered = begin(), runs.begin

    def raced(*given, **named):
        monkeypatch.setattr(runs, "begin", entered)
        runs.end("catalog", first, State.DONE, at=LATER)
        raise runs.UnderWay

    monkeypatch.setattr(runs, "begin", raced)
    assert ask("POST /janitor", body={"dryRun": True}).status == 202


def test_what_neither_ends_nor_lets_another_begin(ask, monkeypatch):
    def held(*given, **named):
        raise runs.UnderWay

    monkeypatch.setattr(runs, "begin", held)
    answer = ask("POST /janitor", body={"dryRun": True})
    assert (answer.status, answer.json["code"]) == (503, "busy")


FAILURES = {
    "refused": ClientError({"Error": {"Code": "AccessDeniedException"}}, "Invoke"),
    "throttled": ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke"),
    "unreachable": EndpointConnectionError(endpoint_url="https://lambda"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_run_that_nobody_could_be_woken_for_is_begun_all_the_same(ask, janitor, failure, caplog):
    janitor.failure = FAILURES[failure]
    answer = ask("POST /janitor", body={"dryRun": True})
    assert answer.status == 202
    assert runs.under_way("catalog")
    assert "janitor could not be woken" in caplog.text


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/dryRun", "required")),
        ({"dryRun": None}, ("/dryRun", "type")),
        ({"dryRun": "true"}, ("/dryRun", "type")),
        ({"dryRun": 1}, ("/dryRun", "type")),
        ({"dryRun": True, "graceSeconds": 0}, ("/graceSeconds", "unknown")),
        ({"dryRun": True, "tenantId": "t-1"}, ("/tenantId", "pattern")),
        ({"dryRun": True, "tenantId": None}, ("/tenantId", "type")),
        ({"dryRun": True, "tenant": TENANT}, ("/tenant", "unknown")),
        ([], ("", "type")),
    ],
    ids=str,
)
def test_what_is_no_wish_begins_nothing(ask, janitor, body, fault):
    answer = ask("POST /janitor", body=body)
    assert (answer.status, rules(answer)) == (400, [fault])
    assert (runs.latest("catalog"), janitor.invoked) == (None, [])


def test_a_wish_has_to_be_there(ask):
    assert ask("POST /janitor").status == 400
    assert runs.latest("catalog") is None


@pytest.mark.parametrize("route", ["POST /janitor", "GET /janitor", "GET /janitor/{id}"])
@pytest.mark.parametrize(
    "groups", [None, "", "[]", "[owners]", "[xoperators]", "[operators]]", '["operators"]', "operators staff"]
)
def test_nobody_else_gets_anything(ask, janitor, route, groups):
    there = begin().id if "{id}" in route else ""
    claims = ALICE if groups is None else ALICE | {"cognito:groups": groups}
    answer = ask(route, claims, upload=there, body={"dryRun": True} if route.startswith("POST") else None)
    assert (answer.status, answer.json["code"]) == (403, "operators_only")
    assert janitor.invoked == []
    assert "janitor" not in answer.json["detail"]


def test_who_is_nobody_is_no_operator(ask):
    answer = ask("GET /janitor", {"cognito:groups": "[operators]"})
    assert (answer.status, answer.json["code"]) == (401, "unauthorized")


def test_where_no_claim_makes_operators_nobody_is_one(ask, environment):
    environment.setenv("OPERATORS_CLAIM", "")
    environment.setenv("OPERATORS_VALUE", "")
    assert ask("GET /janitor", OPERATOR | {"": "[operators]"}).status == 403


def test_a_run_tells_what_it_found(ask):
    run = begin()
    tallies = {"place_orphaned": Tally(found=3, young=1, mended=1, failed=1, bytes=300)}
    tallies["object_orphaned"] = Tally(found=2, bytes=2_147_483_648)
    samples = {"object_orphaned": ("t-1/a", "t-1/ü")}
    noted = runs.note("catalog", run, phase="originals", tallies=tallies, samples=samples, unseen=1)
    answer = ask("GET /janitor/{id}", upload=run.id)
    assert (answer.status, answer.headers["retry-after"]) == (200, "5")
    told = answer.json
    assert (told["phase"], told["unseen"], told["bytes"], told["monthlyUsd"]) == ("originals", 1, 2_147_483_948, 0.046)
    first, second = told["findings"]
    assert (first["kind"], first["samples"], first["means"]) == ("place_orphaned", [], PLACE_ORPHANED.means)
    assert [first[name] for name in ("found", "young", "mended", "failed")] == [3, 1, 1, 1]
    assert (second["samples"], second["remedy"]) == (["t-1/a", "t-1/ü"], OBJECT_ORPHANED.mended)
    assert second["monthlyUsd"] == 0.046
    runs.end("catalog", noted, State.DONE, at=LATER)
    ended = ask("GET /janitor/{id}", upload=run.id)
    assert (ended.json["state"], ended.json["endedAt"]) == ("done", "2026-11-21T13:10:00.123Z")
    assert "retry-after" not in ended.headers


def test_all_kinds_are_told_of(ask):
    run = begin()
    runs.note("catalog", run, tallies={name: Tally(found=1, bytes=1) for name in KINDS})
    assert [one["kind"] for one in ask("GET /janitor/{id}", upload=run.id).json["findings"]] == list(KINDS)


def test_a_kind_that_is_no_more_is_left_out(ask):
    run = begin()
    runs.note("catalog", run, tallies={"was_once": Tally(found=1, bytes=1)})
    assert ask("GET /janitor/{id}", upload=run.id).json["findings"] == []


def test_lists_are_newest_first_and_name_nothing(ask):
    made = []
    for minute in range(3):
        run = begin(at=NOW + timedelta(minutes=minute))
        noted = runs.note("catalog", run, tallies={"marker_left": Tally(found=1)}, samples={"marker_left": ("t-1/a",)})
        runs.end("catalog", noted, State.DONE, at=LATER)
        made.append(run.id)
    told = ask("GET /janitor")
    assert [one["runId"] for one in told.json["items"]] == made[::-1]
    assert "samples" not in told.text
    assert [one["runId"] for one in ask("GET /janitor", query="limit=1").json["items"]] == made[2:]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=1000000000", "limit=x", "limit=", "cursor=x", "a=b"])
def test_a_list_takes_nothing_else(ask, query):
    assert ask("GET /janitor", query=query).status == 400


UNKNOWN = [uuid7.make(NOW), "x", "0" * 3000, "UNDER_WAY", "RUN#1", "../janitor", "ü"]


@pytest.mark.parametrize("place", range(len(UNKNOWN)))
def test_a_run_of_nobody(ask, place):
    answer = ask("GET /janitor/{id}", upload=UNKNOWN[place])
    assert (answer.status, answer.json["code"]) == (404, "not_found")
