"""`POST /events` as a whole: bodies and forms in, answers out, for callers with a write key."""

import base64
import gzip
import json
from functools import partial
from typing import Any

import pytest

from common import queues
from ingestion.collector import bodies, form
from tests.unit.ingestion.conftest import rules

VIEW = {"event_type": "page_view", "user_id": "u123", "page": "/home"}


@pytest.fixture
def send(api, queue, catalog_table):
    """Sends to the route with a new write key."""
    key = api("POST /write-keys", body={"name": "unit"}).json["key"]
    return partial(api, "POST /events", headers={"x-write-key": key, "user-agent": "unit/1"}, claims={})


def send_raw(send, data, encoding="gzip", **headers):
    """Sends bytes, as API Gateway hands on what is no text."""
    more = send.keywords["headers"] | {"content-encoding": encoding} | headers
    return send(raw_body=base64.b64encode(data).decode(), base64=True, headers=more)


def only_line(queue):
    ((event,),) = [batch.events for batch in queue.batches()]
    return json.loads(event.line)


def test_one_event(send, queue):
    answer = send(body=VIEW)
    (event_id,) = answer.json["eventIds"]
    assert (answer.status, answer.json) == (202, {"accepted": 1, "rejected": [], "eventIds": [event_id]})
    line = only_line(queue)
    assert (line["event_id"], line["properties"]) == (event_id, {"page": "/home"})
    assert line["source"].startswith("k-")
    assert (line["ip"], line["user_agent"]) == ("192.0.2.0", "unit/1")


def test_a_batch(send, queue):
    answer = send(body={"batch": [VIEW | {"event_id": "a"}, {"event_type": "own"}, VIEW | {"page": 7}]})
    assert answer.status == 202
    assert answer.json["accepted"] == 2
    assert answer.json["eventIds"][0] == "a"
    assert answer.json["rejected"] == [
        {
            "index": 2,
            "eventId": None,
            "code": "invalid_event",
            "errors": [{"pointer": "/batch/2/page", "rule": "type"}],
        }
    ]


def test_the_clock_of_a_batch_is_that_of_its_events(send, queue):
    sent = {"sentAt": "2026-09-21T13:33:20Z", "batch": [VIEW | {"timestamp": "2026-09-21T13:33:10Z"}]}
    assert send(body=sent).status == 202
    line = only_line(queue)
    assert (line["timestamp"], line["sent_at"]) == ("2026-09-21T14:13:10.000Z", "2026-09-21T13:33:20.000Z")


def test_an_event_may_have_a_property_of_that_name(send, queue):
    assert send(body={"event_type": "baked", "batch": 7}).status == 202
    assert only_line(queue)["properties"] == {"batch": 7}


def test_gzip(send, queue):
    assert send_raw(send, gzip.compress(json.dumps(VIEW).encode())).status == 202
    assert only_line(queue)["user_id"] == "u123"


def test_gzip_by_its_media_type(send, queue):
    data = gzip.compress(json.dumps(VIEW).encode())
    answer = send_raw(send, data, "", **{"content-type": "application/gzip"})
    assert answer.status == 202
    assert only_line(queue)["user_id"] == "u123"


def test_at_the_limits(send, queue):
    padding = bodies.MAX_BYTES - len(json.dumps(VIEW))
    assert send(raw_body=json.dumps(VIEW) + " " * padding).status == 202
    assert send(body={"batch": [VIEW] * form.MAX_EVENTS}).json["accepted"] == form.MAX_EVENTS


WHOLE: dict[str, tuple[dict[str, Any], int, str, list[tuple[str, str]]]] = {
    "nothing": ({"raw_body": ""}, 400, "malformed_body", []),
    "a cut-off document": ({"raw_body": '{"batch":['}, 400, "malformed_body", []),
    "NaN": ({"raw_body": '{"event_type":"x","a":NaN}'}, 400, "malformed_body", []),
    "Infinity": ({"raw_body": '{"event_type":"x","a":Infinity}'}, 400, "malformed_body", []),
    "more than a double": ({"raw_body": '{"event_type":"x","a":1e999}'}, 400, "malformed_body", []),
    "a name twice": ({"raw_body": '{"event_type":"x","event_type":"y"}'}, 400, "malformed_body", []),
    "half a pair": ({"raw_body": '{"event_type":"\\ud800"}'}, 400, "malformed_body", []),
    "nested without end": ({"raw_body": "[" * 100_000}, 400, "malformed_body", []),
    "too large": ({"raw_body": '"' + "x" * bodies.MAX_BYTES + '"'}, 413, "body_too_large", []),
    "a list": ({"body": [VIEW]}, 400, "invalid_request", [("", "type")]),
    "null": ({"raw_body": "null"}, 400, "invalid_request", [("", "type")]),
    "no event": ({"body": {}}, 400, "invalid_request", [("/event_type", "required")]),
    "an empty batch": ({"body": {"batch": []}}, 400, "invalid_request", [("/batch", "minItems")]),
    "a batch that is none": ({"body": {"batch": VIEW}}, 400, "invalid_request", [("/batch", "type")]),
    "too many": ({"body": {"batch": [0] * 2501}}, 400, "invalid_request", [("/batch", "maxItems")]),
    "something beside a batch": ({"body": {"batch": [VIEW], "a/b": 1}}, 400, "invalid_request", [("/a~1b", "unknown")]),
    "two clocks": (
        {"body": {"batch": [VIEW], "sent_at": "2026-01-01T00:00:00Z", "sentAt": "2026-01-01T00:00:00Z"}},
        400,
        "invalid_request",
        [("/sentAt", "duplicate")],
    ),
    "a clock without a zone": (
        {"body": {"batch": [VIEW], "sent_at": "2026-01-01T00:00:00"}},
        400,
        "invalid_request",
        [("/sent_at", "format")],
    ),
    "a clock that counts": ({"body": {"batch": [VIEW], "sentAt": 1}}, 400, "invalid_request", [("/sentAt", "type")]),
    "nothing good in it": (
        {"body": {"batch": [{}, 7]}},
        400,
        "invalid_request",
        [("/batch/0/event_type", "required"), ("/batch/1", "type")],
    ),
    "a query": ({"body": VIEW, "query": "dry=true"}, 400, "invalid_request", [("/dry", "unknown")]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_wrong_with_the_whole(name, send, queue):
    given, status, code, faults = WHOLE[name]
    answer = send(**given)
    assert (answer.status, answer.json["code"], rules(answer)) == (status, code, faults)
    assert queue.batches() == []


COMPRESSED = {
    "a bomb": (gzip.compress(b" " * 50_000_000), "gzip", 413, "body_too_large"),
    "a byte too much, unpacked": (gzip.compress(b" " * (bodies.MAX_BYTES + 1)), "gzip", 413, "body_too_large"),
    "a byte too much, packed": (b"x" * (bodies.MAX_BYTES + 1), "gzip", 413, "body_too_large"),
    "cut off": (gzip.compress(b'{"event_type":"x"}')[:-1], "gzip", 400, "malformed_body"),
    "two in one": (gzip.compress(b'{"event_type":"x"}') * 2, "gzip", 400, "malformed_body"),
    "not compressed": (b'{"event_type":"x"}', "gzip", 400, "malformed_body"),
    "not UTF-8": (gzip.compress(b'{"event_type":"\xff"}'), "gzip", 400, "malformed_body"),
    "nothing": (b"", "gzip", 400, "malformed_body"),
    "of another kind": (b'{"event_type":"x"}', "br", 415, "unsupported_media_type"),
    "twice": (b'{"event_type":"x"}', "gzip, gzip", 415, "unsupported_media_type"),
}


@pytest.mark.parametrize("name", COMPRESSED)
def test_what_is_wrong_with_compressed_bodies(name, send, queue):
    data, encoding, status, code = COMPRESSED[name]
    answer = send_raw(send, data, encoding)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert queue.batches() == []


def test_only_json(send):
    answer = send(body=VIEW, headers=send.keywords["headers"] | {"content-type": "text/plain"})
    assert (answer.status, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("key", [None, "wk_" + "x" * 43, "", "ü"])
def test_nobody_we_know(key, api, queue, catalog_table):
    answer = api("POST /events", body=VIEW, headers={} if key is None else {"x-write-key": key}, claims={})
    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
    assert queue.batches() == []


def test_a_queue_that_takes_nothing(send, monkeypatch):
    monkeypatch.setattr(queues, "send_all", lambda _queue, messages: [False for _ in messages])
    answer = send(body={"batch": [VIEW, 7]})
    assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "busy", "1")


def test_types_without_a_schema_are_taken_unless_configured(send, queue, environment):
    from ingestion.collector import handler

    assert send(body={"event_type": "own"}).status == 202
    environment.setenv("UNKNOWN_TYPES", "refuse")
    handler._settings.cache_clear()
    answer = send(body={"eventType": "own"})
    assert (answer.status, rules(answer)) == (400, [("/eventType", "unknown_type")])
    assert send(body=VIEW).status == 202
