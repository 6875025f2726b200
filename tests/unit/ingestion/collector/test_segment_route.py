"""`POST /v1/{call}` as a whole: what SDKs send in, what they look at in answers, and what becomes of bad messages."""

import base64
import gzip
import json
from functools import partial
from typing import Any

import pytest

from common import queues
from ingestion.collector import known_keys
from tests.unit.ingestion.conftest import rules

TRACK = {"type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m-1", "properties": {"total": 5}}


@pytest.fixture
def key(api, queue, catalog_table):
    """A new write key."""
    known_keys.good.clear()
    known_keys.bad.clear()
    return api("POST /write-keys", body={"name": "unit"}).json["key"]


@pytest.fixture
def call(api, key):
    """Makes a call with the key as Basic's user name."""
    basic = "Basic " + base64.b64encode(f"{key}:".encode()).decode()

    def made(name: str = "batch", **more: Any) -> Any:
        more["headers"] = {"authorization": basic} | more.get("headers", {})
        return api("POST /v1/{call}", call=name, claims={}, **more)

    return made


def lines(queue):
    return [json.loads(event.line) for batch in queue.batches() for event in batch.events]


def test_a_single_call(call, queue):
    answer = call("track", body=TRACK)
    assert (answer.status, answer.json) == (200, {"success": True})
    (line,) = lines(queue)
    assert (line["event_id"], line["event_type"], line["user_id"]) == ("m-1", "Order Completed", "u1")
    assert line["properties"] == {"total": 5}
    assert line["source"].startswith("k-")


def test_a_batch_compressed_as_the_sdk_for_python_does(call, queue, key):
    body = {"batch": [TRACK, {"type": "page", "name": "Home"}], "sentAt": "2026-09-21T14:13:00+00:00", "writeKey": key}
    data = base64.b64encode(gzip.compress(json.dumps(body).encode())).decode()
    answer = call(raw_body=data, base64=True, headers={"content-encoding": "gzip"})
    assert answer.status == 200
    found = lines(queue)
    assert [line["event_type"] for line in found] == ["Order Completed", "page_view"]
    assert {line["sent_at"] for line in found} == {"2026-09-21T14:13:00.000Z"}


def test_a_browser_sends_the_key_in_the_body_as_plain_text(api, key, queue):
    text = json.dumps(TRACK | {"writeKey": key, "_metadata": {"bundled": []}})
    answer = api("POST /v1/{call}", call="t", raw_body=text, claims={}, headers={"content-type": "text/plain"})
    assert answer.status == 200
    (line,) = lines(queue)
    assert key not in json.dumps(line)


def test_a_header_counts_before_the_body(call, queue):
    assert call("track", body=TRACK | {"writeKey": "wk_" + "x" * 43}).status == 200
    assert len(lines(queue)) == 1


@pytest.mark.parametrize("body", [TRACK, TRACK | {"writeKey": 5}, TRACK | {"writeKey": ""}, [], "x"])
def test_no_key_is_401_whatever_the_body(api, queue, body):
    answer = api("POST /v1/{call}", call="track", body=body, claims={})
    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_bad_messages_are_kept_and_good_ones_taken(call, queue):
    messages = [
        TRACK,
        {"type": "track", "messageId": "m-2", "event": ""},
        {"type": "nonsense", "messageId": "m-3"},
        5,
        {"type": "page", "messageId": "m-4", "properties": {"path": 7}},
        TRACK | {"properties": {"total": 6}},
    ]
    assert call(body={"batch": messages}).status == 200
    (batch,) = queue.batches()
    assert [json.loads(event.line)["event_id"] for event in batch.events] == ["m-1"]
    kept = [(one.index, one.event_id, one.code, one.errors) for one in batch.refused]
    assert kept == [
        (1, "m-2", "invalid_event", (("/batch/1/event_type", "minLength"),)),
        (2, "m-3", "invalid_event", (("/batch/2/event_type", "required"),)),
        (3, None, "invalid_event", (("/batch/3", "type"),)),
        (4, "m-4", "invalid_event", (("/batch/4/properties/page", "type"),)),
        (5, "m-1", "duplicate_event_id", (("/batch/5/event_id", "duplicate"),)),
    ]
    assert json.loads(batch.refused[1].payload)["properties"] == {"type": "nonsense", "messageId": "m-3"}


def test_the_same_batch_again_has_the_same_content(call, queue):
    first = call(body={"batch": [TRACK], "sentAt": "2026-09-21T14:13:00Z"})
    again = call(body={"batch": [TRACK | {"_metadata": {"retryCount": 1}}], "sentAt": "2026-09-21T14:13:09Z"})
    assert first.status == again.status == 200
    one, two = (batch.events[0] for batch in queue.batches())
    assert one.hash == two.hash


def test_where_the_queue_fails_all_is_to_be_sent_again(call, queue, monkeypatch):
    monkeypatch.setattr(queues, "send_all", lambda _, bodies: [False for _ in bodies])
    answer = call(body={"batch": [TRACK]})
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "busy", "1")


def test_what_is_too_large_even_to_be_kept_is_told(call, queue, noise):
    huge = {"type": "track", "event": "x", "messageId": "m-9", "properties": {"a": noise(400_000)}}
    answer = call(body={"batch": [TRACK, huge]})
    assert (answer.status, rules(answer)) == (400, [("/batch/1", "size")])
    assert [line["event_id"] for line in lines(queue)] == ["m-1"]


def test_a_large_one_that_fits_is_kept(call, queue, noise):
    assert call("track", body=TRACK | {"properties": {"a": noise(40_000)}}).status == 200
    (batch,) = queue.batches()
    assert [one.errors for one in batch.refused] == [(("", "size"),)]


@pytest.mark.parametrize(
    ("name", "body", "status", "fault"),
    [
        ("batch", {"batch": []}, 400, ("/batch", "minItems")),
        ("batch", {"batch": [TRACK] * 2501}, 400, ("/batch", "maxItems")),
        ("batch", {"event": "x"}, 400, ("/batch", "required")),
        ("track", [TRACK], 400, ("", "type")),
    ],
)
def test_requests_that_are_none(call, queue, name, body, status, fault):
    answer = call(name, body=body)
    assert (answer.status, rules(answer)) == (status, [fault])
    assert queue.batches() == []


def test_bodies_that_are_none(call, queue):
    malformed = partial(call, "batch")
    answers = [malformed(raw_body=text) for text in ("{", '{"batch": [NaN]}', '{"a": 1, "a": 2}', '"\\ud800"', "")]
    assert {(one.status, one.json["code"]) for one in answers} == {(400, "malformed_body")}
    assert call("batch", raw_body=" " * 500_001).json["code"] == "body_too_large"
    bomb = base64.b64encode(gzip.compress(b" " * 10_000_000)).decode()
    answer = call(raw_body=bomb, base64=True, headers={"content-encoding": "gzip"})
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")
    assert call("batch", body={}, headers={"content-type": "text/html"}).status == 415


@pytest.mark.parametrize("name", ["import", "x", "Track"])
def test_calls_that_segment_does_not_have(call, name):
    assert (call(name, body=TRACK).status, call(name, body=TRACK).json["code"]) == (404, "not_found")
