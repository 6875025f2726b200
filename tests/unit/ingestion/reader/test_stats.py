"""GET /stats: totals and what is not in them yet, by hour and day, within bounds that are said."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import times
from common.events import keys, totals
from ingestion.tenants import identity
from processor.aggregate import folding
from tests.unit import ledger
from tests.unit.ingestion.conftest import ALICE, BOB, rules
from tests.unit.ingestion.reader.stored import NOW
from tests.unit.ledger import Ledger, seen, waiting

HOUR, BEFORE, DAY = "2026-11-21T13", "2026-11-21T12", "2026-11-21"


@pytest.fixture
def events(events_table):
    """Slices of Alice's tenant."""
    return Ledger(tenant=identity.user(ALICE).personal_tenant)


@pytest.fixture
def ask(api, events):
    def call(**query):
        query = {name.rstrip("_"): value for name, value in query.items()}
        return api("GET /stats", query=query, at=int(NOW.timestamp()))

    return call


def fold(of: Ledger) -> None:
    folding.fold(of.table, of.tenant, waiting(), at=NOW)


def figure(start, kind, count, users):
    told = {"type": kind, "count": count, "uniqueUsers": users, "uniqueUsersApproximate": False}
    return told if start is None else {"start": start, **told}


def test_what_is_folded_and_what_is_not_is_told_together(ask, events):
    events.put(HOUR, {"page_view": seen(3, 1, 2), "click": seen(1, 1)})
    fold(events)
    events.put(HOUR, {"page_view": seen(1, 3)})
    events.put(BEFORE, {"page_view": seen(1, 1)})
    answer = ask()
    assert answer.status == 200
    assert answer.json == {
        "items": [
            figure("2026-11-21T12:00:00Z", "page_view", 1, 1),
            figure("2026-11-21T13:00:00Z", "click", 1, 1),
            figure("2026-11-21T13:00:00Z", "page_view", 4, 3),
        ],
        "nextCursor": None,
        "total": {
            "count": 6,
            "uniqueUsers": 3,
            "uniqueUsersApproximate": False,
            "types": [figure(None, "click", 1, 1), figure(None, "page_view", 5, 3)],
        },
        "complete": True,
    }
    fold(events)
    assert ask().json == answer.json


def test_an_event_of_three_hours_ago_changes_that_hour(ask, events):
    late = "2026-11-21T10"
    events.put(late, {"click": seen(1, 1)})
    fold(events)
    assert [item["count"] for item in ask().json["items"]] == [1]
    events.put(late, {"click": seen(1, 2)})
    expected = [figure("2026-11-21T10:00:00Z", "click", 2, 2)]
    assert ask().json["items"] == expected
    fold(events)
    assert ask().json["items"] == expected


def test_one_type_alone(ask, events):
    events.put(HOUR, {"a#b": seen(2, 1), "a": seen(1, 2)})
    fold(events)
    events.put(HOUR, {"a#b": seen(1, 2), "a": seen(1, 3)})
    told = ask(type="a#b").json
    assert told["items"] == [figure("2026-11-21T13:00:00Z", "a#b", 3, 2)]
    assert told["total"]["count"] == 3
    assert told["total"]["types"] == [figure(None, "a#b", 3, 2)]
    nothing = ask(type="never").json
    assert (nothing["items"], nothing["total"]["count"], nothing["total"]["types"]) == ([], 0, [])


def test_by_day(ask, events):
    for hour in ("2026-11-20T23", BEFORE, HOUR):
        events.put(hour, {"click": seen(1, 1)})
    fold(events)
    events.put(HOUR, {"click": seen(1, 1)})
    told = ask(by="day").json
    assert told["items"] == [
        figure("2026-11-20T00:00:00Z", "click", 1, 1),
        figure("2026-11-21T00:00:00Z", "click", 3, 1),
    ]
    assert told["total"]["uniqueUsers"] == 1


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z", [12]),
        ("2026-11-21T12:59:59.999Z", "2026-11-21T13:00:00.001Z", [12, 13]),
        ("2026-11-21T13:00:00+00:00", "2026-11-21T14:00:00Z", [13]),
        ("2026-11-21T14:00:00+01:00", "2026-11-21T15:00:00+01:00", [13]),
        ("2026-11-21T11:30:00Z", "2026-11-21T12:00:00Z", [11]),
    ],
)
def test_the_range_is_widened_to_whole_hours(ask, events, start, end, hours):
    for hour in range(10, 16):
        events.put(f"2026-11-21T{hour}", {"click": seen(1, 1)})
    fold(events)
    events.put("2026-11-21T16", {"click": seen(1, 1)})
    told = ask(from_=start, to=end).json["items"]
    assert [item["start"] for item in told] == [f"2026-11-21T{hour}:00:00Z" for hour in hours]


def test_without_a_range_the_last_day_is_told(ask, events):
    events.put("2026-11-20T13", {"click": seen(1, 1)})
    events.put("2026-11-20T12", {"click": seen(1, 1)})
    assert len(ask().json["items"]) == 1


def test_many_users_are_an_estimate_and_said_to_be(ask, events):
    events.put(HOUR, {"click": seen(700, *range(700))})
    (item,) = ask().json["items"]
    assert item["uniqueUsersApproximate"]
    assert item["uniqueUsers"] == pytest.approx(700, rel=0.05)


def test_nobody_sees_the_figures_of_another(api, events):
    events.put(HOUR, {"click": seen(1, 1)})
    fold(events)
    told = api("GET /stats", claims=BOB, at=int(NOW.timestamp()))
    assert (told.status, told.json["items"], told.json["total"]["count"]) == (200, [], 0)
    foreign = {"x-tenant-id": events.tenant}
    assert api("GET /stats", claims=BOB, headers=foreign, at=int(NOW.timestamp())).json["code"] == "tenant_forbidden"


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"from_": "2026-11-21T13:00:00"}, ("/from", "format")),
        ({"to": "yesterday"}, ("/to", "format")),
        ({"to": ""}, ("/to", "minLength")),
        ({"from_": "2026-11-21T13:00:00Z", "to": "2026-11-21T13:00:00Z"}, ("/to", "range")),
        ({"from_": "2026-11-21T14:00:00Z", "to": "2026-11-21T13:00:00Z"}, ("/to", "range")),
        ({"from_": "2026-11-21T13:05:01Z"}, ("/from", "range")),
        ({"from_": "2026-10-21T13:04:59Z"}, ("/from", "range")),
        ({"from_": "2025-10-17T13:04:59Z", "by": "day"}, ("/from", "range")),
        ({"from_": "1999-12-31T23:59:59Z", "to": "2000-01-01T00:00:00Z"}, ("/from", "range")),
        ({"to": "1970-01-02T00:00:00Z"}, ("/to", "range")),
        ({"to": "0001-01-01T00:00:00Z", "by": "day"}, ("/to", "range")),
        ({"by": "week"}, ("/by", "enum")),
        ({"type": ""}, ("/type", "minLength")),
        ({"type": "x" * 101}, ("/type", "maxLength")),
        ({"limit": "5"}, ("/limit", "unknown")),
    ],
)
def test_bad_questions(ask, query, fault):
    answer = ask(**query)
    assert answer.status == 400
    assert fault in rules(answer)


@pytest.mark.parametrize(("by", "days"), [("hour", 31), ("day", 400)])
def test_the_longest_ranges(ask, events, by, days):
    first = NOW - timedelta(days=days)
    events.put(keys.hour(first), {"click": seen(1, 1)})
    fold(events)
    for query in ({}, {"type": "click"}):
        assert len(ask(from_=times.text(first), by=by, **query).json["items"]) == 1
    assert ask(to="9999-12-31T23:59:59Z", by=by).json["items"] == []


def test_more_figures_than_one_answer_takes(ask, events, monkeypatch):
    monkeypatch.setattr(totals, "MAX_ROWS", 5)
    events.put(HOUR, {f"type-{number}": seen(1) for number in range(6)})
    fold(events)
    assert rules(ask()) == [("/from", "too_many")]
    assert ask(type="type-5").json["total"]["count"] == 1


def test_more_waiting_slices_than_one_answer_takes(ask, events, monkeypatch):
    monkeypatch.setattr(totals, "MAX_SLICES", 2)
    for number in range(3):
        events.put(HOUR, {"click": seen(1, number)})
    told = ask().json
    assert (told["complete"], told["total"]["count"]) == (False, 2)
    fold(events)
    told = ask().json
    assert (told["complete"], told["total"]["count"]) == (True, 3)


def test_a_slice_that_keeps_being_folded_is_asked_for_again_later(ask, events, monkeypatch):
    events.put(HOUR, {"click": seen(1, 1)})

    def conflict(**_):
        answer: Any = {
            "Error": {"Code": "TransactionCanceledException"},
            "CancellationReasons": [{"Code": "TransactionConflict"}],
        }
        raise ClientError(answer, "TransactGetItems")

    monkeypatch.setattr(ledger.aws.dynamodb(), "transact_get_items", conflict)
    assert ask().json["code"] == "busy"


def test_slices_of_any_size_are_read_in_transactions_that_dynamodb_takes(ask, events, monkeypatch):
    for number in range(25):
        events.put(HOUR, {"click": seen(1, number)})
    read = ledger.aws.dynamodb().transact_get_items
    most_bytes: list[int] = []

    def noted(**asked):
        most_bytes.append(len(asked["TransactItems"]) * 400 * 1024)  # what a row may hold
        return read(**asked)

    monkeypatch.setattr(ledger.aws.dynamodb(), "transact_get_items", noted)
    assert ask().json["total"]["count"] == 25
    assert max(most_bytes) <= 4 * 1024 * 1024
