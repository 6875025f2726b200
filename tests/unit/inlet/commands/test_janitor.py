"""inlet janitor: a run is begun, waited for and shown; its exit status says whether rows and objects agree."""

import json

import pytest
from urllib3 import HTTPHeaderDict

from inlet import ApiError, Unreachable
from inlet.operators import api
from tests.unit.inlet.world import Response, lost, problem

FINDING = {
    "kind": "object_orphaned",
    "means": "An object that no row knows.",
    "remedy": "It is deleted.",
    "found": 3,
    "young": 0,
    "mended": 3,
    "failed": 0,
    "bytes": 2_000_000_000,
    "monthlyUsd": 0.046,
}
RUN = {
    "runId": "run-1",
    "dryRun": False,
    "by": "u-1",
    "tenantId": None,
    "state": "done",
    "phase": "parts",
    "graceSeconds": 86400,
    "startedAt": "2026-01-02T03:04:05Z",
    "endedAt": "2026-01-02T03:05:05Z",
    "unseen": 0,
    "findings": [FINDING | {"samples": ["t-1/a"]}],
    "bytes": 2_000_000_000,
    "monthlyUsd": 0.046,
}
BEGUN = RUN | {"state": "waiting", "phase": None, "endedAt": None, "findings": [], "bytes": 0, "monthlyUsd": 0}


def said(status, body, **headers):
    return Response(status, json.dumps(body).encode(), HTTPHeaderDict(headers))


@pytest.fixture
def runs(world, monkeypatch):
    """What GET tells of the run, one after the other, and then the last for ever."""
    monkeypatch.setattr(api, "_FIRST_PAUSE_SECONDS", 0)
    told = [RUN]

    def answer(request):
        match request.route:
            case "POST /janitor":
                return said(202, BEGUN, location="/janitor/run-1")
            case "GET /janitor/run-1":
                found = told.pop(0) if len(told) > 1 else told[0]
                return found() if callable(found) else said(200, found)
            case "GET /janitor?limit=1":
                return said(200, {"items": [RUN | {"findings": [FINDING]}] if told else [], "nextCursor": None})
        raise AssertionError(request.route)

    world.before = answer
    return told


def test_a_run_is_begun_and_shown(inlet, runs, world):
    runs[:] = [BEGUN, RUN | {"state": "running", "endedAt": None}, RUN]
    done = inlet("janitor")
    assert done.rows == [["object_orphaned", FINDING["means"], "3", "3", "0", "0", "2.0 GB", "0.05"]]
    assert (done.status, world.asked("POST /janitor")[0].said) == (0, {"dryRun": False})
    assert len(world.asked("GET /janitor/run-1")) == 3
    assert "run run-1 of u-1: done" in done.err
    assert "3 found, 2.0 GB, 0.05 USD a month: 3 mended, 0 younger than 24 hours, 0 could not be" in done.err


def test_a_dry_run_says_by_its_status_whether_all_agrees(inlet, runs, world):
    runs[:] = [RUN | {"dryRun": True, "findings": [FINDING | {"mended": 0, "samples": []}]}]
    done = inlet("janitor", "--dry-run", "--json")
    assert (done.status, world.asked("POST /janitor")[0].said, done.json()) == (1, {"dryRun": True}, runs)
    assert "3 would be mended" in done.err
    runs[:] = [RUN | {"dryRun": True, "findings": []}]
    done = inlet("janitor", "--dry-run")
    assert (done.status, done.out, "rows and objects agree" in done.err) == (0, "", True)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 0),
        ({"findings": [FINDING | {"young": 3, "mended": 0}]}, 0),
        ({"findings": [FINDING | {"young": 1, "mended": 1}]}, 0),
        ({"findings": [FINDING | {"young": 1, "mended": 1, "failed": 1}]}, 1),
        ({"dryRun": True, "findings": [FINDING | {"young": 2, "mended": 0}]}, 1),
        ({"dryRun": True, "findings": [FINDING | {"young": 3, "mended": 0}]}, 0),
        ({"unseen": 1}, 1),
        ({"state": "failed"}, 1),
        ({"state": "running", "endedAt": None}, 1),
    ],
    ids=["mended", "young", "changed", "failed to be", "dry", "dry and young", "not seen", "no end", "none yet"],
)
def test_what_is_left_is_the_exit_status(inlet, runs, changes, status):
    runs[:] = [RUN | changes]
    assert inlet("janitor", "--last").status == status


def test_one_tenant_may_be_looked_at(inlet, runs, world):
    assert inlet("janitor", "--only", "t-1", "--tenant", "t-2").status == 0
    assert world.asked("POST /janitor")[0].said == {"dryRun": False, "tenantId": "t-1"}


def test_the_last_run_is_shown_and_none_begun(inlet, runs, world):
    done = inlet("janitor", "--last", "--json")
    assert (done.status, done.json()) == (0, [RUN])
    assert world.asked("POST /janitor") == []
    runs.clear()
    done = inlet("janitor", "--last")
    assert (done.status, done.out, done.err) == (1, "", "there has been no run yet\n")


def test_what_costs_next_to_nothing_costs_something(inlet, runs):
    runs[:] = [RUN | {"findings": [FINDING | {"monthlyUsd": 0.000001}], "monthlyUsd": 0.000001}]
    assert inlet("janitor", "--last").rows[0][-1] == "<0.01"


def test_nothing_is_begun_by_half_a_wish(inlet, runs, world):
    assert inlet("janitor", "--last", "--dry-run").status == inlet("janitor", "--last", "--only", "t-1").status == 2
    assert world.requests == []


def test_two_at_once(inlet, world):
    world.before = lambda request: problem(409, "run_under_way")
    done = inlet("janitor")
    assert (done.status, done.out) == (1, "")
    assert "inlet janitor --last shows how that run stands" in done.err


def test_who_is_no_operator(inlet, world):
    world.before = lambda request: problem(403, "operators_only")
    assert inlet("janitor", "--dry-run").status == inlet("janitor", "--last").status == 3


def test_a_run_whose_answer_was_lost_is_not_begun_twice(client, world):
    def broken(request):
        raise lost()

    world.before = broken
    with pytest.raises(Unreachable):
        client.janitor.begin(dry_run=False)
    assert len(world.asked("POST /janitor")) == 1


def test_who_breaks_off_is_told_that_it_goes_on(inlet, runs):
    def interrupted():
        raise KeyboardInterrupt

    runs[:] = [BEGUN, interrupted]
    done = inlet("janitor")
    assert (done.status, done.out) == (130, "")
    assert "the run goes on without you: inlet janitor --last shows how it stands" in done.err


def test_who_is_cut_off_is_told_so_too(inlet, runs):
    runs[:] = [BEGUN, lambda: problem(403, "operators_only")]
    done = inlet("janitor")
    assert (done.status, "the run goes on without you" in done.err) == (3, True)


def test_a_run_of_nobody(client, world):
    world.before = lambda request: problem(404, "not_found")
    with pytest.raises(ApiError):
        client.janitor.run("../x")
    assert world.requests[0].path == "/janitor/..%2Fx"
