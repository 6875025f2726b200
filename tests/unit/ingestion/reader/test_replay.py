"""`POST /bad-events/{id}/replay`: what goes into the queue again, as what, and what does not."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from common import aws
from common.events import keys, message
from ingestion.collector.intake import take
from ingestion.collector.judging import Item
from ingestion.collector.origin import Origin
from ingestion.collector.settings import Settings
from ingestion.reader import bad_events, bad_ids, handler
from ingestion.tenants import identity
from tests.unit.ingestion.conftest import ALICE, before_call, rules
from tests.unit.ingestion.reader.conftest import AT
from tests.unit.ingestion.reader.stored import NOW
from tests.unit.ingestion.reader.test_bad_events import HOUR, refused

GOOD = {"event_type": "page_view", "event_id": "e1", "user_id": "u1", "page": "/"}


@pytest.fixture
def again(api, stored, events_queue):
    """Replays a bad event; answers with the response."""

    def ask(found, body=None):
        return api("POST /bad-events/{id}/replay", upload=bad_ids.bad_id(found), body=body, at=AT)

    return ask


def only_line(bodies: list[str]) -> Any:
    (body,) = bodies
    (accepted,) = message.read(body).events
    return json.loads(accepted.line)


def test_what_is_good_by_now_is_sent_as_it_came_first(api, stored, again, events_queue):
    stored.add_bad(found := refused(stored, payload=json.dumps(GOOD), event_id="e1"))
    answer = again(found)
    assert (answer.status, answer.json) == (202, {"eventId": "e1"})
    (body,) = events_queue()
    batch = message.read(body)
    assert (batch.tenant, batch.received_at, batch.refused) == (stored.tenant, NOW, ())
    line = only_line([body])
    assert line["timestamp"] == line["received_at"] == "2026-11-21T12:05:00.000Z"
    assert (line["event_id"], line["source"], line["properties"]) == ("e1", identity.user(ALICE).id, {"page": "/"})
    assert gzip.decompress(batch.archived) == batch.events[0].line + b"\n"
    shown = api("GET /bad-events/{id}", upload=bad_ids.bad_id(found), at=AT).json
    assert (shown["attempts"], shown["replayedAt"]) == (2, "2026-11-21T13:05:00.000Z")


def test_a_clock_that_was_wrong_is_put_right_by_when_it_came(stored, again, events_queue):
    said = GOOD | {"timestamp": "2026-11-21T15:00:00Z", "sent_at": "2026-11-21T15:05:00Z"}
    stored.add_bad(found := refused(stored, payload=json.dumps(said)))
    assert again(found).status == 202
    assert only_line(events_queue())["timestamp"] == "2026-11-21T12:00:00.000Z"


@pytest.mark.parametrize("body", [None, {}, {"newId": True}])
def test_twice_is_the_same_event(stored, again, events_queue, body):
    nameless = {name: value for name, value in GOOD.items() if name != "event_id"}
    stored.add_bad(found := refused(stored, payload=json.dumps(nameless)))
    assert again(found, body).json == again(found, body).json
    first, second = (message.read(body).events for body in events_queue())
    assert first == second


def test_a_new_id_is_its_own(stored, again, events_queue):
    stored.add_bad(found := refused(stored, payload=json.dumps(GOOD)))
    answer = again(found, {"newId": True})
    assert answer.json["eventId"] != "e1"
    assert only_line(events_queue())["event_id"] == answer.json["eventId"]


def conflict(stored: Any, accepted: message.Accepted, batch: int = 2) -> Any:
    """The bad event that the processor makes of an accepted one whose id is taken."""
    found = refused(stored, batch, code="event_conflict", payload=accepted.line.decode(), event_id="e1", errors=())
    return type(found)(**{**vars(found), "place": "e0000"})


@pytest.fixture
def accepted(stored, events_queue):
    """An event as the collector takes it."""
    conf = Settings(
        catalog_table="catalog",
        events_queue="events",
        event_max_age_days=400,
        issuer="",
        audience="",
        required_scope="",
        jwks_url="",
        unknown_types="accept",
        ip_addresses="whole",
    )
    origin = Origin(stored.tenant, "k-1", NOW - HOUR, "request-0", "192.0.2.7", "agent/1", NOW + 2 * HOUR)
    event = GOOD | {"timestamp": "2026-11-21T15:00:00.5Z", "context": {"a": 1}}
    take([Item(0, "", event)], origin, conf)
    (body,) = events_queue()
    return message.read(body).events[0]


def test_of_two_events_with_one_id_the_second_is_stored_beside_the_first(stored, again, accepted, events_queue):
    first: Any = {"pk": {"S": keys.event(stored.tenant, "e1")}, "sk": {"S": "E"}, "hash": {"B": b"0" * 16}}
    aws.dynamodb().put_item(TableName="events", Item=first)
    stored.add_bad(found := conflict(stored, accepted))
    for body in (None, {"newId": False}):
        answer = again(found, body)
        assert (answer.status, answer.json["code"]) == (409, "event_conflict")
        assert rules(answer) == [("/payload/event_id", "conflict")]
    assert events_queue() == []
    assert again(found, {"newId": True}).status == 202
    line = only_line(events_queue())
    # Nothing of it is lost but the id.
    assert line.pop("event_id") != "e1"
    assert line == {name: value for name, value in json.loads(accepted.line).items() if name != "event_id"}
    assert line["original_timestamp"] == "2026-11-21T15:00:00.500Z"


def test_an_accepted_event_whose_id_is_free_again_keeps_it(stored, again, accepted, events_queue):
    stored.add_bad(found := conflict(stored, accepted))
    assert again(found).json == {"eventId": "e1"}
    assert only_line(events_queue()) == json.loads(accepted.line)


@pytest.mark.parametrize(
    ("payload", "faults"),
    [
        ('{"event_type":"page_view"}', [("/payload/page", "required")]),
        ('{"event_type":"page_view","page":1}', [("/payload/page", "type")]),
        ('{"page":"/"}', [("/payload/event_type", "required")]),
        ('{"event_type":"click","timestamp":"1970-01-01T00:00:00Z"}', [("/payload/timestamp", "max_age")]),
        ('{"event_type":"click","event_id":7}', [("/payload/event_id", "type")]),
        ('{"event_type":"click","x":NaN}', [("/payload", "json")]),
        ('{"event_type":"click","x":"\ud800"}', [("/payload", "json")]),
        ("[]", [("/payload", "type")]),
        ("", [("/payload", "json")]),
        ('{"event_type":"click","x":"' + "x" * 33_000 + '"}', [("/payload", "size")]),
    ],
)
def test_what_is_still_wrong_stays_where_it_is(api, stored, again, events_queue, payload, faults):
    stored.add_bad(found := refused(stored, payload=payload))
    answer = again(found)
    assert (answer.status, answer.json["code"], rules(answer)) == (409, "still_invalid", faults)
    assert events_queue() == []
    shown = api("GET /bad-events/{id}", upload=bad_ids.bad_id(found), at=AT).json
    assert (shown["attempts"], shown["replayedAt"]) == (1, None)


def test_types_without_a_schema_are_refused_where_they_are_refused_at_first(stored, again, monkeypatch):
    stored.add_bad(found := refused(stored, payload='{"event_type":"odd"}'))
    assert again(found).status == 202
    monkeypatch.setenv("UNKNOWN_TYPES", "refuse")
    handler._settings.cache_clear()
    assert rules(again(found)) == [("/payload/event_type", "unknown_type")]


@pytest.mark.parametrize(
    ("body", "fault"), [({"newId": 1}, ("/newId", "type")), ({"id": "x"}, ("/id", "unknown")), ([], ("", "type"))]
)
def test_a_request_that_is_wrong_is_told_where(stored, again, events_queue, body, fault):
    stored.add_bad(found := refused(stored, payload=json.dumps(GOOD)))
    answer = again(found, body)
    assert (answer.status, rules(answer)) == (400, [fault])
    assert events_queue() == []


def test_what_sqs_does_not_take_is_not_marked(api, stored, again):
    stored.add_bad(found := refused(stored, payload=json.dumps(GOOD)))
    url = aws.sqs().get_queue_url(QueueName="events")["QueueUrl"]

    def gone(**_: Any) -> None:
        aws.sqs().delete_queue(QueueUrl=url)

    with before_call("GetItem", gone):
        assert again(found).status == 500
    aws.sqs().create_queue(QueueName="events")
    shown = api("GET /bad-events/{id}", upload=bad_ids.bad_id(found), at=AT).json
    assert (shown["attempts"], shown["replayedAt"]) == (1, None)
    assert again(found).status == 202


def test_a_row_that_goes_meanwhile_does_not_come_back(stored, again, events_table, monkeypatch):
    stored.add_bad(found := refused(stored, payload=json.dumps(GOOD)))
    mark = bad_events.mark_replayed

    def gone_first(table, one, at):
        for row in events_table.scan(TableName="events")["Items"]:
            events_table.delete_item(TableName="events", Key={name: row[name] for name in ("pk", "sk")})
        mark(table, one, at)

    monkeypatch.setattr(bad_events, "mark_replayed", gone_first)
    assert again(found).status == 202
    assert events_table.scan(TableName="events")["Items"] == []


def test_a_late_replay_is_judged_by_the_age_that_it_had(stored, again):
    old = {"event_type": "click", "timestamp": "2025-10-01T00:00:00Z"}  # 416 days ago, 356 when it came
    came = NOW - timedelta(days=60)
    stored.add_bad(found := refused(stored, payload=json.dumps(old), received_at=came))
    assert again(found).status == 202
