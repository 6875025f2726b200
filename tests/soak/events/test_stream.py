"""What clients send: drawn by the seed, with every kind of trouble in it."""

from collections import Counter
from datetime import UTC, datetime

from tests.soak.events.stream import Job, Manner, jobs

BEGAN = datetime(2026, 11, 21, 13, tzinfo=UTC)


def sent(job):
    return [one for call in job.calls() for one in call]


def test_the_same_seed_draws_the_same_events():
    job = Job(1, 7, Manner.BATCH, 300, 50, BEGAN)
    assert [(one, one.body) for one in sent(job)] == [(one, one.body) for one in sent(job)]
    assert sent(job) != sent(Job(1, 8, Manner.BATCH, 300, 50, BEGAN))


def test_a_mark_names_one_content_for_ever():
    contents: dict[tuple[str, str], dict] = {}
    for job in jobs(3, 4000, BEGAN):
        for one in sent(job):
            assert contents.setdefault(one.pair, one.body) == one.body


def test_every_kind_of_trouble_is_there():
    events = [one for job in jobs(3, 4000, BEGAN) for one in sent(job)]
    marks_of = {event_id: {one.mark for one in events if one.event_id == event_id} for event_id, _ in map(pair, events)}
    assert any(len(marks) > 1 for event_id, marks in marks_of.items() if "clash" in event_id)
    assert any(len(marks) > 1 for event_id, marks in marks_of.items() if "clash" not in event_id)
    assert any(count > 1 for count in Counter(map(pair, events)).values())
    assert sum(not one.valid for one in events) > 50
    times = [one.body["timestamp"] for one in events if "timestamp" in one.body]
    assert min(times) < "2026-11-18"
    assert max(times) > "2026-11-22"
    assert len(times) < len(events)


def test_calls_are_as_large_as_they_are_said_to_be():
    calls = list(Job(1, 7, Manner.SINGLE, 40, 1, BEGAN).calls())
    assert {len(call) for call in calls} == {1}
    assert len(calls) == 40
    assert max(len(call) for call in Job(1, 7, Manner.BATCH, 300, 50, BEGAN).calls()) <= 51


def pair(meant):
    return meant.pair
