"""Bad events: listed, shown, and processed once more."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from inlet import ApiError, Fault
from tests.unit.inlet.world import Response, _json, problem

BAD = {
    "badEventId": "b-1",
    "code": "invalid_event",
    "reason": "The event breaks the rules for events",
    "errors": [{"pointer": "/amount", "rule": "type"}],
    "eventId": "e1",
    "attempts": 2,
    "receivedAt": "2026-01-02T03:04:05.000Z",
    "replayedAt": None,
}
PAYLOAD = '{"event_type": "purchase", "amount": "\x1b[31m"}'


@pytest.fixture
def answers(world):
    """b-2 is still wrong, b-3 is none."""
    given = {
        "GET /bad-events/b-1": BAD | {"payload": PAYLOAD},
        "POST /bad-events/b-1/replay": {"eventId": "e1"},
        "POST /bad-events/b-2/replay": problem(400, "invalid_request", ("/amount", "type")),
        "POST /bad-events/b-4/replay": problem(409, "event_conflict", ("/payload/event_id", "conflict")),
        "GET /bad-events/b-3": problem(404, "not_found"),
    }

    def answer(request) -> Response:
        if request.path.startswith("/bad-events?"):
            assert int(parse_qs(urlsplit(request.path).query)["limit"][0]) <= 100
            last = "cursor=next" in request.path
            return _json(200, {"items": [] if last else [BAD], "nextCursor": None if last else "next"})
        told = given[request.route]
        return told if isinstance(told, Response) else _json(200, told)

    world.before = answer


def test_they_are_listed_page_by_page(client, answers):
    (one,) = client.events.bad.list()
    assert (one.id, one.code, one.faults, one.event_id, one.attempts) == (
        "b-1",
        "invalid_event",
        (Fault("/amount", "type"),),
        "e1",
        2,
    )
    assert (one.replayed_at, one.payload) == (None, None)


def test_one_is_shown(client, answers):
    assert client.events.bad.show("b-1").payload == PAYLOAD
    with pytest.raises(ApiError):
        client.events.bad.show("b-3")


def test_the_commands(inlet, answers, world):
    (row,) = inlet("events", "bad").rows
    assert row[1:] == ["b-1", "invalid_event (/amount type)", "–"]
    assert inlet("events", "bad", "list", "--json").json() == [{"items": [BAD]}]
    shown = {row[0]: row[1] for row in inlet("events", "bad", "show", "b-1").rows}
    assert shown["payload"] == PAYLOAD.replace("\x1b", "�")
    assert (shown["error"], shown["attempts"], shown["replayed"]) == ("/amount type", "2", "–")
    assert inlet("events", "bad", "show", "b-1", "--json").json() == [BAD | {"payload": PAYLOAD}]
    assert inlet("events", "bad", "show", "b-3").status == 1


def test_one_whose_id_is_taken_says_what_to_do(inlet, answers):
    done = inlet("events", "bad", "replay", "b-4")
    assert (done.status, "--new-id" in done.rows[0][2]) == (1, True)


def test_one_that_is_still_wrong_keeps_none_from_going_through(inlet, answers, world):
    done = inlet("events", "bad", "replay", "b-2", "b-1", "--json")
    assert done.status == 1
    wrong, right = done.json()[0]["items"]
    assert (wrong["badEventId"], wrong["error"]["code"]) == ("b-2", "invalid_request")
    assert right == {"badEventId": "b-1", "eventId": "e1", "error": None}
    assert [request.said for request in world.asked("POST .*")] == [{"newId": False}] * 2
    assert inlet("events", "bad", "replay", "b-1", "--new-id").rows[0][:2] == ["b-1", "e1"]
    assert json.loads(world.requests[-1].body) == {"newId": True}
