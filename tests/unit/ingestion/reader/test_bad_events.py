"""`GET /bad-events` and one of them: which, in which order, with what was sent; for owners alone."""

from datetime import timedelta
from typing import Any

import pytest

from common.events.bad import Bad
from ingestion.reader import bad_ids
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.reader.conftest import AT
from tests.unit.ingestion.reader.stored import NOW

HOUR = timedelta(hours=1)


def refused(stored: Any, batch: int = 1, index: int = 0, **more: Any) -> Bad:
    """A bad event that was refused when it came, an hour ago."""
    said: dict[str, Any] = {
        "code": "invalid_event",
        "payload": '{"event_type":"page_view"}',
        "event_id": None,
        "errors": (("/page", "required"),),
        "received_at": NOW - HOUR,
    }
    return Bad(tenant=stored.tenant, batch_id=f"{batch:08}-batch", place=f"r{index:04}", **said | more)


def listed(api: Any, **query: Any) -> Any:
    answer = api("GET /bad-events", query={name.rstrip("_"): value for name, value in query.items()}, at=AT)
    assert answer.status == 200, answer.text
    return answer.json


def test_a_bad_event_is_told_with_its_reason_and_shown_with_what_was_sent(api, stored):
    found = refused(stored, event_id="e1", payload='{"event_type":"page_view","event_id":"e1","x":"ü"}')
    stored.add_bad(found)
    told = {
        "badEventId": bad_ids.bad_id(found),
        "code": "invalid_event",
        "reason": "The event breaks the rules for events",
        "errors": [{"pointer": "/page", "rule": "required"}],
        "eventId": "e1",
        "attempts": 1,
        "receivedAt": "2026-11-21T12:05:00.000Z",
        "replayedAt": None,
    }
    assert listed(api) == {"items": [told], "nextCursor": None}
    shown = api("GET /bad-events/{id}", upload=told["badEventId"], at=AT)
    assert shown.json == told | {"payload": found.payload}


def test_half_a_surrogate_pair_is_shown_escaped(api, stored):
    found = refused(stored, payload='{"x":"\ud800"}')
    stored.add_bad(found)
    shown = api("GET /bad-events/{id}", upload=bad_ids.bad_id(found), at=AT)
    assert shown.json["payload"] == '{"x":"\\ud800"}'
    shown.text.encode()


def test_newest_first_page_by_page(api, stored):
    for number in range(25):
        stored.add_bad(refused(stored, number % 7, number, received_at=NOW - number * timedelta(minutes=7)))
    whole = [one["badEventId"] for one in listed(api)["items"]]
    assert [one["receivedAt"] for one in listed(api)["items"]] == sorted(
        (one["receivedAt"] for one in listed(api)["items"]), reverse=True
    )
    assert len(whole) == 25
    for limit in (1, 4, 24, 25):
        page = listed(api, limit=limit)
        found = page["items"]
        while page["nextCursor"]:
            assert len(page["items"]) == limit
            page = listed(api, limit=limit, cursor=page["nextCursor"])
            found += page["items"]
        assert [one["badEventId"] for one in found] == whole


def test_of_a_span_of_receipt(api, stored):
    for hours in range(4):
        stored.add_bad(refused(stored, hours, received_at=NOW - hours * HOUR))
    span = {"from_": "2026-11-21T11:05:00Z", "to": "2026-11-21T13:05:00Z"}
    assert [one["receivedAt"][:13] for one in listed(api, **span)["items"]] == ["2026-11-21T12", "2026-11-21T11"]
    assert listed(api, to="2020-01-01T00:00:00Z")["items"] == []


def test_others_see_nothing(api, stored):
    stored.add_bad(found := refused(stored))
    assert api("GET /bad-events", claims=BOB, at=AT).json["items"] == []
    answer = api("GET /bad-events/{id}", claims=BOB, upload=bad_ids.bad_id(found), at=AT)
    assert (answer.status, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", ("/limit", "minimum")),
        ("limit=101", ("/limit", "maximum")),
        ("code=x", ("/code", "unknown")),
        ("to=soon", ("/to", "format")),
        ("cursor=abc", ("/cursor", "cursor")),
    ],
)
def test_a_request_that_is_wrong_is_told_where(api, stored, query, fault):
    answer = api("GET /bad-events", query=query, at=AT)
    assert (answer.status, rules(answer)) == (400, [fault])


@pytest.mark.parametrize("given", ["x", "ü", "-", "eHg", "x" * 5000, "MjAyNiNhI3IwMDAx"])
def test_an_id_that_is_none_is_not_found(api, stored, given):
    answer = api("GET /bad-events/{id}", upload=given, at=AT)
    assert (answer.status, answer.json["code"]) == (404, "not_found")
