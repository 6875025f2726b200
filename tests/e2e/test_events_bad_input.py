"""What `POST /events` refuses, over real HTTP: each with its clear error, and with nothing left in the system."""

import gzip
import json
import secrets
import uuid
from datetime import timedelta
from typing import Any

import pytest
import requests

from common import times
from tests.e2e.cloud import Api, eventually

VIEW = {"event_type": "page_view", "user_id": "u123", "page": "/home"}


@pytest.fixture(scope="module")
def keyed(alice):
    """The API for a program with a write key."""
    return alice.keyed()


def send(api: Api, body: Any = None, data: bytes | None = None, **headers: str) -> requests.Response:
    """POST /events with JSON, or with bytes."""
    given = json.dumps(body).encode() if data is None else data
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api("POST", "/events", data=given, headers={"Content-Type": "application/json"} | named)


def told(answer: requests.Response) -> tuple[int, str, list[tuple[str, str]]]:
    problem = answer.json()
    return answer.status_code, problem["code"], [(one["pointer"], one["rule"]) for one in problem["errors"]]


def nested(levels: int) -> Any:
    return {"a": nested(levels - 1)} if levels else 1


def event(**members: Any) -> dict[str, Any]:
    return {"event_type": "x", **members}


WRONG_EVENTS = {
    "no type": ({"user_id": "u"}, "/event_type", "required"),
    "a page that is none": (VIEW | {"page": 7}, "/page", "type"),
    "a wrong type at depth": (
        {"eventType": "purchase", "properties": {"amount": 1, "items": [{"quantity": 1}, {"quantity": "2"}]}},
        "/properties/items/1/quantity",
        "type",
    ),
    "33 KB": (event(text="x" * 33_000), "", "size"),
    "deep nesting": (event(deep=nested(30)), "", "depth"),
    "1970": (event(timestamp="1970-01-01T00:00:00Z"), "/timestamp", "max_age"),
    "no zone": (event(timestamp="2026-11-21T13:05:00"), "/timestamp", "format"),
    "an id of 10 KB": (event(event_id="x" * 10_240), "/event_id", "maxLength"),
    "a control character": (event(eventId="a\u0000b"), "/eventId", "control_character"),
    "both spellings": (event(user_id="u", userId="u"), "/userId", "duplicate"),
}


@pytest.mark.parametrize("name", WRONG_EVENTS)
def test_one_event_that_is_wrong(keyed, name):
    wrong, pointer, rule = WRONG_EVENTS[name]
    assert told(send(keyed, wrong)) == (400, "invalid_request", [(pointer, rule)])


def test_one_bad_among_good(keyed):
    answer = send(keyed, {"batch": [VIEW, *(wrong for wrong, _, _ in WRONG_EVENTS.values()), VIEW]})
    assert answer.status_code == 202
    assert answer.json()["accepted"] == len(answer.json()["eventIds"]) == 2
    refused = [(one["index"], one["code"], one["errors"]) for one in answer.json()["rejected"]]
    assert refused == [
        (place, "invalid_event", [{"pointer": f"/batch/{place}{pointer}", "rule": rule}])
        for place, (_, pointer, rule) in enumerate(WRONG_EVENTS.values(), start=1)
    ]


BODIES = {
    "nothing": (b"", {}, 400, "malformed_body"),
    "NaN": (b'{"event_type":"x","a":NaN}', {}, 400, "malformed_body"),
    "Infinity": (b'{"event_type":"x","a":-Infinity}', {}, 400, "malformed_body"),
    "a number beyond doubles": (b'{"event_type":"x","a":1e999}', {}, 400, "malformed_body"),
    "duplicate keys": (b'{"event_type":"x","a":1,"a":1}', {}, 400, "malformed_body"),
    "a lone surrogate": (b'{"event_type":"x","a":"\\ud800"}', {}, 400, "malformed_body"),
    "not UTF-8": (gzip.compress(b'{"event_type":"\xff"}'), {"Content_Encoding": "gzip"}, 400, "malformed_body"),
    "nested without end": (b'{"a":' * 50_000, {}, 400, "malformed_body"),
    "501 KB": (json.dumps(event(text="x" * 501_000)).encode(), {}, 413, "body_too_large"),
    "a gzip bomb": (gzip.compress(b" " * 50_000_000), {"Content_Encoding": "gzip"}, 413, "body_too_large"),
    "no gzip": (json.dumps(VIEW).encode(), {"Content_Encoding": "gzip"}, 400, "malformed_body"),
    "other packing": (json.dumps(VIEW).encode(), {"Content_Encoding": "br"}, 415, "unsupported_media_type"),
    "a form": (b"event_type=x", {"Content_Type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
    "an empty batch": (b'{"batch":[]}', {}, 400, "invalid_request"),
    "2,501 events": (json.dumps({"batch": [{}] * 2501}).encode(), {}, 400, "invalid_request"),
    "a list": (json.dumps([VIEW]).encode(), {}, 400, "invalid_request"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_request_that_is_wrong(keyed, name):
    data, headers, status, code = BODIES[name]
    answer = send(keyed, data=data, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    # Never what was sent, nor what went wrong inside.
    assert "Error" not in answer.text
    assert len(answer.text) < 2000


def test_the_same_id_with_other_content(keyed):
    mine = event(event_id=str(uuid.uuid4()))
    answer = send(keyed, {"batch": [mine, mine | {"a": 1}, mine]})
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 2,
        "eventIds": [mine["event_id"]] * 2,
        "rejected": [
            {
                "index": 1,
                "eventId": mine["event_id"],
                "code": "duplicate_event_id",
                "errors": [{"pointer": "/batch/1/event_id", "rule": "duplicate"}],
            }
        ],
    }


def test_nobody_who_may_send(anyone, alice, bob):
    body = json.dumps(VIEW)
    nobody = [
        anyone("POST", "/events", data=body, headers={"Content-Type": "application/json"} | credentials)
        for credentials in (
            {},
            {"X-Write-Key": "wk_" + "x" * 43},
            {"Authorization": "Bearer x.y.z"},
            {"Authorization": "Basic eDo="},
        )
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in nobody] == [(401, "unauthorized")] * len(nobody)
    foreign = Api(alice.url, key=bob.write_key()["key"], tenant=alice("GET", "/tenants").json()["items"][0]["id"])
    answer = foreign("POST", "/events", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "tenant_forbidden")


def stored(api: Api, event_id: str) -> dict[str, Any]:
    """The event as GET /events tells it, once it is there."""

    def look() -> Any:
        items = api("GET", "/events", params={"limit": 1000}).json()["items"]
        return next((one for one in items if one["eventId"] == event_id), None)

    found: dict[str, Any] = eventually(look)
    return found


def test_more_than_fits_into_one_message(keyed, alice):
    noise = [event(noise=secrets.token_urlsafe(22_000)) for _ in range(14)]
    answer = send(keyed, {"batch": noise})
    assert (answer.status_code, answer.json()["accepted"]) == (202, 14)
    assert stored(alice, answer.json()["eventIds"][-1])["properties"] == {"noise": noise[-1]["noise"]}


def test_clocks_that_are_wrong_by_days_are_put_right(keyed, alice):
    now = times.now()
    slow, future = now - timedelta(days=3), "2090-01-01T00:00:00Z"
    batch = [
        event(timestamp=times.text(slow - timedelta(minutes=1)), sent_at=times.text(slow)),
        event(timestamp=future),
    ]
    answer = send(keyed, {"batch": batch})
    assert answer.status_code == 202, answer.text
    corrected, clamped = (stored(alice, event_id) for event_id in answer.json()["eventIds"])
    assert timedelta(0) < now - times.parse(corrected["timestamp"]) < timedelta(minutes=2)
    assert corrected["originalTimestamp"] == batch[0]["timestamp"]
    assert clamped["timestamp"] == clamped["receivedAt"]
    assert clamped["originalTimestamp"] == "2090-01-01T00:00:00.000Z"


def test_a_token_sends_as_well_as_a_key(alice):
    packed = gzip.compress(json.dumps(VIEW | {"userId": None, "user_id": "ü\u00a0😀"}).encode())
    answer = send(alice, data=packed, Content_Encoding="gzip")
    assert answer.status_code == 202, answer.text
    found = stored(alice, answer.json()["eventIds"][0])
    assert (found["userId"], found["type"], found["properties"]) == ("ü\u00a0😀", "page_view", {"page": "/home"})
    assert found["source"].startswith("u-")
    assert found["ip"] == "127.0.0.0"
