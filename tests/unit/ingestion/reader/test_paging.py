"""Whatever is stored, and stored meanwhile: what was there throughout is told once, in order."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.reader import by_time, by_user
from tests.unit.ingestion.reader.stored import Event, Stored

# Few instants, close together and days apart: many events share one, and many batches an hour.
AGO = st.one_of(st.integers(0, 8), st.integers(50, 70), st.integers(0, 30).map(lambda hours: hours * 60)).map(
    lambda minutes: timedelta(minutes=minutes)
)
EVENT = st.tuples(AGO, st.sampled_from(["click", "page_view"]), st.sampled_from([None, "u1", "u2"]))
BATCH = st.tuples(st.lists(EVENT, min_size=1, max_size=12), st.booleans(), st.integers(1, 5))
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "type": st.just("click"),
        "user": st.just("u1"),
        "from_": st.just("2026-11-21T12:01:00Z"),
        "to": st.just("2026-11-21T13:01:00Z"),
    },
)


class Story:
    """Batches of numbered events, and which of them a query wants."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.events: list[Event] = []

    def add(self, batch: Any) -> None:
        events, folded, self.stored.slice_entries = batch
        made = [Event(f"e{len(self.events) + number:04}", *one) for number, one in enumerate(events)]
        self.events += made
        self.stored.add(*made, folded=folded)

    def wanted(self, query: dict[str, Any]) -> list[str]:
        found = [
            one
            for one in self.events
            if query.get("type") in (None, one.type)
            and query.get("user") in (None, one.user)
            and query.get("from_", "Z")[:-1] <= one.timestamp < query.get("to", "~Z")[:-1]
        ]
        return [one.id for one in sorted(found, key=lambda one: (one.timestamp, one.id), reverse=True)]


@pytest.fixture
def few_at_once(monkeypatch):
    """Budgets so small that pages end in the middle of everything."""
    monkeypatch.setattr(by_time, "_SLICES_AT_ONCE", 2)
    monkeypatch.setattr(by_time, "MOST_READS", 9)
    monkeypatch.setattr(by_user, "MOST_ROWS", 5)
    monkeypatch.setattr(by_user, "_AT_ONCE", 3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BATCH, max_size=6), st.lists(BATCH, max_size=4), QUERY, st.integers(1, 7))
def test_nothing_that_was_there_is_missed_or_doubled(read, stored, few_at_once, before, meanwhile, query, limit):
    stored.clear()
    story = Story(stored)
    for batch in before:
        story.add(batch)
    there, coming = story.wanted(query), list(meanwhile)

    def store_more() -> None:
        if coming:
            story.add(coming.pop())

    told = read.ids(store_more, **query, limit=limit)
    assert len(set(told)) == len(told)
    assert [one for one in told if one in there] == there
    assert [one for one in story.wanted(query) if one in told] == told
