"""Stored events: found page by page, listed, and followed."""

from datetime import UTC, datetime, timedelta

import pytest

from inlet.commands.events import show
from tests.unit.inlet.events.stored import Stored, event

START = datetime(2026, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def stored(world) -> Stored:
    world.before = made = Stored([event(number) for number in range(8)])
    return made


def test_pages_follow_when_they_are_wanted(client, stored):
    found = client.events.find()
    assert [next(found).event_id for _ in range(3)] == ["e7", "e6", "e5"]
    assert len(stored.asked) == 1
    assert [one.event_id for one in found] == ["e4", "e3", "e2", "e1", "e0"]
    assert [asked.get("cursor") for asked in stored.asked] == [None, "3", "6"]


def test_no_more_than_wanted(client, stored):
    assert len(list(client.events.find(limit=4))) == 4
    assert [asked["limit"] for asked in stored.asked] == ["4", "1"]
    assert list(client.events.find(limit=0)) == []


def test_what_is_asked_for(client, stored):
    zone = datetime.fromisoformat("2026-01-02T04:00:00+01:00")
    list(client.events.find(type="a b&c", user="ü", from_=zone, to=START + timedelta(days=1), limit=1))
    assert stored.asked == [
        {
            "type": "a b&c",
            "user": "ü",
            "from": "2026-01-02T03:00:00.000Z",
            "to": "2026-01-03T03:00:00.000Z",
            "limit": "1",
        }
    ]
    with pytest.raises(ValueError, match="zone"):
        list(client.events.find(from_=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_an_event(client, stored):
    more: dict = {"originalTimestamp": "2026-01-01T00:00:00Z", "sentAt": "2026-01-01T00:00:01Z", "ip": "1.2.3.0"}
    stored.events = [event(1, context={"os": "x"}, source="k-1", **more)]
    (one,) = client.events.find()
    assert (one.event_id, one.type, one.user_id, one.anonymous_id) == ("e1", "page_view", "u1", None)
    assert (one.timestamp, one.original_timestamp) == (START + timedelta(seconds=1), "2026-01-01T00:00:00Z")
    assert (one.properties, one.context, one.source, one.ip) == ({"page": "/"}, {"os": "x"}, "k-1", "1.2.3.0")
    assert one.told == stored.events[0]


def test_the_list(inlet, stored):
    done = inlet("events", "--limit", "2", "--user", "u1", "--from", "2026-01-02T03:00:00Z")
    assert [row[1:] for row in done.rows] == [
        ["page_view", "u1", "e7", '{"page": "/"}'],
        ["page_view", "u1", "e6", '{"page": "/"}'],
    ]
    assert "newest 2" in done.err
    assert inlet("events", "list", "--json", "--limit", "9").json() == [{"items": stored.events[::-1]}]
    assert inlet("events", "--from", "yesterday").status == 2


def test_long_and_hostile_properties_in_a_table(inlet, stored):
    stored.events = [event(1, properties={"text": "x" * 999}, userId=None, anonymousId="a\x1b[1m")]
    (row,) = inlet("events").rows
    assert (row[2], len(row[4]), row[4][-1]) == ("a�[1m", show.LONGEST, "…")


def test_the_tail_shows_each_once_and_what_is_late_too(inlet, stored, monkeypatch):
    """Between the looks one comes that is newer, and one that is older; the third look is interrupted."""
    stored.events = [event(1), event(3)]

    def on_page(count):
        if count == 2:
            stored.events += [event(2), event(4)]
        if count > 4:
            raise KeyboardInterrupt

    stored.on_page = on_page
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    since = "2026-01-02T03:00:00Z"
    overlap = str(86400)
    monkeypatch.setattr("inlet.commands.events.following.now", lambda: START + timedelta(minutes=1))
    done = inlet("events", "tail", "--json", "--from", since, "--overlap", overlap)
    assert done.status == 130
    assert [one["eventId"] for one in done.json()] == ["e1", "e3", "e2", "e4"]


def test_the_tail_forgets_what_it_no_longer_asks_for(client, stored, monkeypatch):
    from inlet.commands.events import following

    clock = iter(START + timedelta(minutes=5 * look) for look in range(9))
    monkeypatch.setattr(following, "now", lambda: next(clock))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    stored.events = [event(1), event(2, minute=2)]
    found = following.new_events(client, {}, START, 1, 60)
    assert [next(found).event_id, next(found).event_id] == ["e1", "e2"]
    stored.events.append(event(3, minute=3))
    assert next(found).event_id == "e3"
    assert stored.asked[-1]["from"] == "2026-01-02T03:00:00.000Z"
    stored.events += [event(4), event(5, minute=4)]
    assert next(found).event_id == "e5"
    assert stored.asked[-1]["from"] == "2026-01-02T03:04:00.000Z"
