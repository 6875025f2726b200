"""What becomes of the events of a request: one by one, and in the queue."""

import json
from datetime import timedelta
from random import Random

import pytest

from common import times
from common.events import message
from common.events.message import HASH_BYTES, Accepted
from ingestion.collector import packing
from ingestion.collector.intake import Rejected
from ingestion.collector.packing import Part
from tests.unit.ingestion.collector.conftest import NOW, ORIGIN

VIEW = {"event_type": "page_view", "user_id": "u123", "page": "/home"}


def lines(queue):
    """All lines in the queue, as JSON."""
    return [json.loads(one.line) for batch in queue.batches() for one in batch.events]


def only_fault(outcome):
    (rejected,) = outcome.rejected
    (fault,) = rejected.faults
    return rejected.code, fault.pointer, fault.rule


def test_an_event_goes_into_the_queue_as_the_archive_keeps_it(take, queue):
    event = VIEW | {"event_id": "e-1", "context": {"b": 1, "a": [2]}, "title": "Hällo"}
    outcome = take(event)
    assert (outcome.accepted, outcome.rejected, outcome.kept) == ({0: "e-1"}, [], 0)
    (batch,) = queue.batches()
    assert (batch.tenant, batch.received_at, batch.correlation_id, batch.refused) == ("t-1", NOW, "request-1", ())
    (one,) = batch.events
    assert one.line.decode() == (
        '{"event_id":"e-1","event_type":"page_view","user_id":"u123","timestamp":"2026-11-21T13:05:00.123Z",'
        '"received_at":"2026-11-21T13:05:00.123Z","source":"k-1","ip":"192.0.2.0","user_agent":"unit/1",'
        '"context":{"a":[2],"b":1},"properties":{"page":"/home","title":"Hällo"}}'
    )
    assert len(one.hash) == HASH_BYTES


def test_all_members_in_their_order(take, queue):
    sent = times.text(NOW - timedelta(seconds=1))
    said = times.text(NOW - timedelta(minutes=1))
    names = {"event_type": "x", "event_id": "e", "user_id": "u", "anonymous_id": "a", "session_id": "s"}
    take({"z": 1, "sent_at": sent, "timestamp": said, "context": {}} | names)
    (line,) = lines(queue)
    assert list(line) == [
        *("event_id", "event_type", "user_id", "anonymous_id", "session_id", "timestamp", "received_at", "sent_at"),
        *("original_timestamp", "source", "ip", "user_agent", "context", "properties"),
    ]
    assert line["timestamp"] == times.text(NOW - timedelta(seconds=59))
    assert (line["sent_at"], line["original_timestamp"]) == (sent, said)


def test_what_is_not_known_is_not_there(take, queue):
    take({"event_type": "x"}, origin=ORIGIN.__class__("t-1", "u-1", NOW, "request-1"))
    (line,) = lines(queue)
    assert list(line) == ["event_id", "event_type", "timestamp", "received_at", "source", "properties"]


def test_both_spellings_mean_the_same(take, queue):
    snake = {"event_id": "e", "event_type": "x", "user_id": "u", "anonymous_id": "a", "session_id": "s"}
    camel = {"eventId": "e", "eventType": "x", "userId": "u", "anonymousId": "a", "sessionId": "s"}
    assert take(snake, camel).accepted == {0: "e", 1: "e"}
    assert len(lines(queue)) == 1


def test_properties_may_stand_apart(take, queue):
    take({"event_type": "x", "a": 1, "properties": {"b": 2}})
    assert lines(queue)[0]["properties"] == {"a": 1, "b": 2}


def test_events_without_an_id_are_given_one_each(take, queue):
    ids = list(take(VIEW, VIEW).accepted.values())
    assert len(set(ids)) == 2
    assert all(one[14] == "7" for one in ids)
    assert [line["event_id"] for line in lines(queue)] == ids


def test_one_bad_among_good(take, queue):
    outcome = take(VIEW | {"event_id": "a"}, VIEW | {"event_id": "b", "page": 7}, VIEW | {"event_id": "c"})
    assert outcome.accepted == {0: "a", 2: "c"}
    assert only_fault(outcome) == ("invalid_event", "/batch/1/page", "type")
    assert outcome.rejected[0].event_id == "b"
    assert [line["event_id"] for line in lines(queue)] == ["a", "c"]


def test_nothing_good_sends_nothing(take, queue):
    assert not take({}, 7, None, [], "x").accepted
    assert queue.batches() == []


def test_the_same_twice_is_one(take, queue):
    event = VIEW | {"event_id": "a"}
    outcome = take(event, event | {"sent_at": times.text(NOW)}, event)
    assert (outcome.accepted, outcome.rejected) == ({0: "a", 1: "a", 2: "a"}, [])
    assert len(lines(queue)) == 1


def test_the_same_id_with_other_content_is_rejected(take, queue):
    outcome = take(VIEW | {"event_id": "a"}, VIEW | {"eventId": "a", "page": "/"}, VIEW | {"event_id": "a"})
    assert outcome.accepted == {0: "a", 2: "a"}
    assert only_fault(outcome) == ("duplicate_event_id", "/batch/1/eventId", "duplicate")
    assert [line["properties"] for line in lines(queue)] == [{"page": "/home"}]


def test_refused_events_go_along_when_asked(take, queue):
    bad = {"event_type": "page_view", "event_id": "b", "properties": {"page": 7, "name": "é"}}
    outcome = take(VIEW, bad, 7, keep_refused=True)
    assert (list(outcome.accepted), outcome.kept, outcome.rejected) == ([0], 2, [])
    (batch,) = queue.batches()
    first, second = batch.refused
    assert (first.index, first.event_id, first.code) == (1, "b", "invalid_event")
    assert first.errors == (("/batch/1/properties/page", "type"),)
    assert json.loads(first.payload) == bad
    assert (second.index, second.event_id, second.payload, second.errors) == (2, None, "7", (("/batch/2", "type"),))


def test_what_is_too_deep_to_keep_is_rejected_even_then(take, queue):
    deep: list = []
    for _ in range(200):
        deep = [deep]
    outcome = take({"event_type": "x", "deep": deep}, keep_refused=True)
    assert only_fault(outcome) == ("invalid_event", "/batch/0", "depth")
    assert (outcome.kept, queue.batches()) == (0, [])


def test_what_fits_into_no_message_is_rejected_even_then(take, queue, noise):
    outcome = take(VIEW, {"event_type": "x", "noise": noise(400_000)}, keep_refused=True)
    assert only_fault(outcome) == ("invalid_event", "/batch/1", "size")
    assert (list(outcome.accepted), outcome.kept, len(lines(queue))) == ([0], 0, 1)


def test_many_events_are_one_message(take, queue):
    take(*(VIEW | {"number": number} for number in range(1000)))
    (batch,) = queue.batches()
    assert len(batch.events) == 1000


def test_what_does_not_fit_into_one_message_is_divided(take, queue, noise):
    outcome = take(*({"event_type": "x", "event_id": str(n), "noise": noise(30_000)} for n in range(16)))
    assert list(outcome.accepted.values()) == [str(number) for number in range(16)]
    batches = queue.batches()
    assert len(batches) == 2
    assert len({batch.batch_id for batch in batches}) == 2
    assert {json.loads(one.line)["event_id"] for batch in batches for one in batch.events} == {
        str(number) for number in range(16)
    }


def test_a_message_leaves_room_for_the_reason_that_may_go_with_it():
    line = Random(4).randbytes(195_900)
    parts = [
        Part(number, Accepted(line[half], bytes(16)))
        for number, half in enumerate((slice(97_000), slice(97_000, None)))
    ]
    whole = packing._batch(parts, ORIGIN)
    assert message.MAX_BYTES - 1024 < len(message.write(whole)) <= message.MAX_BYTES
    assert [one.indices for one in packing.pack(parts, ORIGIN)] == [(0,), (1,)]


@pytest.mark.parametrize("event_type", ["x", 7])
def test_what_only_unpacked_is_too_large_for_a_reader_is_divided(take, queue, event_type):
    same = "x" * 30_000
    events = [{"event_type": event_type, "event_id": str(number), "same": same} for number in range(300)]
    outcome = take(*events, keep_refused=True)
    assert len(outcome.accepted) + outcome.kept == 300
    batches = queue.batches()
    assert len(batches) == 2
    assert sum(len(batch.events) + len(batch.refused) for batch in batches) == 300


@pytest.fixture
def busy(monkeypatch):
    """Lets SQS take none of the messages that hold one of these event ids."""
    from common import queues

    def refuse(*ids):
        def holds(body):
            return any(json.loads(one.line)["event_id"] in ids for one in message.read(body).events)

        monkeypatch.setattr(queues, "send_all", lambda _queue, bodies: [not holds(body) for body in bodies])

    return refuse


def test_what_sqs_does_not_take_is_busy(take, busy, noise):
    busy("9")
    events = [{"event_type": "x", "event_id": str(number), "noise": noise(30_000)} for number in range(10)]
    outcome = take(*events, 7, {"event_type": "x", "eventId": "0"})
    codes = {one.index: (one.code, one.event_id) for one in outcome.rejected}
    assert codes[9] == ("busy", "9")
    assert codes[10] == ("invalid_event", None)
    assert codes[11] == ("duplicate_event_id", "0")
    assert sorted([*outcome.accepted, *codes]) == list(range(12))
    assert 0 < len(outcome.accepted) < 10


def test_the_same_as_one_that_is_busy_is_busy(take, busy):
    busy("a")
    event = VIEW | {"event_id": "a"}
    assert take(event, event).rejected == [Rejected(0, "a", "busy"), Rejected(1, "a", "busy")]


def test_what_cannot_be_sent_to_the_bad_ones_is_busy(take, monkeypatch):
    from common import queues

    monkeypatch.setattr(queues, "send_all", lambda _queue, bodies: [False for _ in bodies])
    outcome = take(7, keep_refused=True)
    assert (outcome.rejected, outcome.kept) == ([Rejected(0, None, "busy")], 0)
