"""`GET /events`: which events, in which order, as what; and requests that are wrong."""

from datetime import timedelta

import pytest

from ingestion.reader import by_time, by_user, lines
from tests.unit.ingestion.conftest import BOB, rules
from tests.unit.ingestion.reader.conftest import AT
from tests.unit.ingestion.reader.stored import NOW, Event, Stored

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_who_has_no_events_gets_an_empty_page(read):
    assert read.page() == {"items": [], "nextCursor": None}
    assert read.page(user="u1") == {"items": [], "nextCursor": None}


def test_an_event_is_told_as_it_was_stored(read, stored):
    stored.add(Event("e1", ago=MINUTE, user="u1", properties={"page": "/über", "n": 1.5}))
    whole = {
        "eventId": "e1",
        "type": "page_view",
        "userId": "u1",
        "anonymousId": None,
        "sessionId": None,
        "timestamp": "2026-11-21T13:04:00.000Z",
        "receivedAt": "2026-11-21T13:05:00.000Z",
        "sentAt": None,
        "originalTimestamp": None,
        "source": "k-1",
        "ip": None,
        "userAgent": None,
        "context": {},
        "properties": {"page": "/über", "n": 1.5},
    }
    assert read.page()["items"] == [whole]
    assert read.page(user="u1")["items"] == [whole]


def test_newest_first_over_hours_days_and_batches(read, stored):
    late = [Event("d", 26 * HOUR), Event("b", 50 * MINUTE), Event("c", 70 * MINUTE), Event("e", 80 * DAY)]
    stored.add(*late)
    stored.add(Event("a", MINUTE), Event("bb", 55 * MINUTE))
    assert read.ids() == read.ids(limit=1) == ["a", "b", "bb", "c", "d", "e"]


def test_what_the_totals_lack_is_there_too(read, stored):
    stored.add(Event("a", MINUTE), Event("b", 3 * HOUR), folded=False)
    stored.add(Event("c", 5 * DAY), folded=False)
    assert read.ids() == ["a", "b", "c"]


def test_of_a_type_of_a_user_and_of_both(read, stored):
    stored.add(Event("a", MINUTE, "click", "u1"), Event("b", 2 * MINUTE, "page_view", "u1"), Event("c", HOUR, "click"))
    stored.add(Event("d", 3 * DAY, "click", "u2"), Event("e", 4 * DAY, "click", "u1"))
    assert read.ids(type="click") == ["a", "c", "d", "e"]
    assert read.ids(user="u1") == ["a", "b", "e"]
    assert read.ids(user="u1", type="click") == ["a", "e"]
    assert read.ids(user="u1#0") == read.ids(type="other") == []


def test_from_is_the_first_instant_and_to_the_first_after_it_all(read, stored):
    stored.add(*(Event(name, minutes * MINUTE, user="u1") for name, minutes in (("a", 1), ("b", 2), ("c", 3))))
    for more in ({}, {"user": "u1"}):
        span = {"from_": "2026-11-21T13:03:00Z", "to": "2026-11-21T13:04:00Z"} | more
        assert read.ids(**span) == ["b"]
        assert read.ids(**span | {"to": "2026-11-21T14:04:00.0001+01:00"}) == ["a", "b"]
        assert read.ids(**span | {"from_": "2026-11-21T13:02:00Z"}) == ["b", "c"]
        assert read.ids(**span | {"from_": "2026-11-21T13:02:00.000001Z"}) == ["b"]
        assert read.ids(from_="2026-11-21T13:04:00.0001Z", **more) == []
        assert read.ids(to="0001-01-01T00:00:00Z", **more) == []
        assert read.ids(from_="9999-12-31T23:59:59Z", **more) == []


def test_a_slice_that_begins_late_and_reaches_far_back_hides_nothing(read, stored):
    stored.slice_entries = 500
    stored.add(Event("a", MINUTE), Event("z", 4 * MINUTE))
    stored.add(*(Event(f"b{n}", 2 * MINUTE + n * timedelta(seconds=1)) for n in range(9)))
    expected = ["a", *(f"b{n}" for n in range(9)), "z"]
    assert read.ids() == read.ids(limit=2) == expected
    assert read.ids(to="2026-11-21T13:03:00Z") == expected[2:]


def test_what_has_expired_is_passed_over(read, stored):
    events = [Event("a", MINUTE, user="u1"), Event("b", 2 * MINUTE, user="u1"), Event("c", 3 * MINUTE, user="u1")]
    stored.add(*events)
    stored.expire(events[1])
    assert read.ids() == read.ids(limit=1) == ["a", "c"]
    # The id has come again: the slice of its first coming does not count for it.
    stored.add(Event("b", 3 * HOUR, user="u2"))
    assert read.ids() == ["a", "c", "b"]


def test_events_of_one_instant_are_ordered_by_id(read, stored):
    for name in "caebd":
        stored.add(Event(name, MINUTE, user="u1"))
    for limit in (1, 2, 5, 50):
        assert read.ids(limit=limit) == read.ids(user="u1", limit=limit) == list("edcba")


def test_a_page_ends_early_when_it_has_read_enough(read, stored, monkeypatch):
    monkeypatch.setattr(by_time, "MOST_READS", 6)
    monkeypatch.setattr(by_time, "_SLICES_AT_ONCE", 2)
    monkeypatch.setattr(by_user, "MOST_ROWS", 100)
    for hours in range(30):
        stored.add(*(Event(f"{hours:02}{n}", hours * HOUR + n * MINUTE, user="u1") for n in range(5)))
    expected = [f"{hours:02}{n}" for hours in range(30) for n in range(5)]
    assert read.ids(limit=1000) == read.ids(user="u1", limit=1000) == expected
    assert len(read.page(limit=1000)["items"]) < 150
    stored.add(Event("rare", 40 * HOUR, "click", "u1"))
    page = read.page(user="u1", type="click")
    assert page["items"] == []
    assert page["nextCursor"]
    assert read.ids(user="u1", type="click") == ["rare"]


def test_an_answer_is_never_larger_than_lambda_takes(read, stored, monkeypatch):
    monkeypatch.setattr(lines, "MOST_BYTES", 2000)
    monkeypatch.setattr(by_user, "_AT_ONCE", 2)  # the fifth line does not fit, and is the first of a chunk
    for batch in range(4):
        stored.add(*(Event(f"{batch}{n}", (n * 3 + batch) * MINUTE, "click", "u1", {"x": "x" * 300}) for n in range(9)))
    for query in ({}, {"user": "u1"}, {"type": "click"}, {"user": "u1", "type": "click"}):
        assert len(read.page(limit=1000, **query)["items"]) == 4
        found = read.ids(limit=1000, **query)
        assert found == read.ids(limit=3, **query)
        assert len(found) == len(set(found)) == 36


def test_hours_of_totals_whose_slices_have_gone_are_not_looked_at(read, stored, monkeypatch):
    stored.add(Event("a", 200 * DAY))
    for days in range(1, 400):
        day = (stored_day := Event("x", days * DAY).timestamp)[:10]
        stored.total(f"D#{day}#", NOW - 95 * DAY)
        stored.total(f"H#{stored_day[:13]}#", NOW - 95 * DAY)
    monkeypatch.setattr(by_time, "MOST_READS", 12)
    stored.total(f"D#{Event('a', 200 * DAY).timestamp[:10]}#", NOW - DAY)
    stored.total(f"H#{Event('a', 200 * DAY).timestamp[:13]}#", NOW - DAY)
    page = read.page()
    assert [event["eventId"] for event in page["items"]] == ["a"]
    assert page["nextCursor"] is None


def test_others_events_are_not_there(api, read, stored):
    Stored("t-" + "0" * 32).add(Event("foreign", MINUTE, user="u1"))
    stored.add(Event("mine", MINUTE, user="u1"))
    assert read.ids() == read.ids(user="u1") == ["mine"]
    assert api("GET /events", claims=BOB, at=AT).json["items"] == []
    answer = api("GET /events", claims=BOB, headers={"x-tenant-id": stored.tenant}, at=AT)
    assert (answer.status, answer.json["code"]) == (403, "tenant_forbidden")


def test_reading_founds_no_tenant(read, events_table):
    read.page()
    assert events_table.scan(TableName="catalog")["Items"] == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", ("/limit", "minimum")),
        ("limit=1001", ("/limit", "maximum")),
        ("limit=ten", ("/limit", "type")),
        ("limit=", ("/limit", "type")),
        ("type=", ("/type", "minLength")),
        ("type=" + "x" * 101, ("/type", "maxLength")),
        ("user=" + "x" * 257, ("/user", "maxLength")),
        ("from=yesterday", ("/from", "format")),
        ("from=", ("/from", "minLength")),
        ("from=2026-11-21T13:00:00", ("/from", "format")),
        ("from=2026-11-21T13:00:00+01:00", ("/from", "format")),
        ("from=2026-02-30T13:00:00Z", ("/from", "format")),
        ("from=0001-01-01T00:00:00%2B14:00", ("/from", "format")),
        ("to=9999-12-31T23:59:59.9999Z", ("/to", "format")),
        ("to=20261121T130000Z", ("/to", "format")),
        ("to=%EF%BC%92026-11-21T13:00:00Z", ("/to", "format")),
        ("from=2026-11-21T13:00:00Z&to=2026-11-21T13:00:00Z", ("/to", "range")),
        ("sort=asc", ("/sort", "unknown")),
        ("userId=u1", ("/userId", "unknown")),
        ("user=a&user=b", ("", "duplicate")),
        ("user=%FF", ("", "query")),
        ("cursor=", ("/cursor", "minLength")),
        ("cursor=" + "x" * 4097, ("/cursor", "maxLength")),
    ],
)
def test_a_request_that_is_wrong_is_told_where(api, stored, query, fault):
    answer = api("GET /events", query=query, at=AT)
    assert (answer.status, rules(answer)) == (400, [fault])
