"""Counts by hour and day, as values and as a table."""

import pytest

from tests.unit.inlet.world import _json

FEW = {"count": 1234, "uniqueUsers": 3, "uniqueUsersApproximate": False}
MANY = {"count": 2_000_000, "uniqueUsers": 90_000, "uniqueUsersApproximate": True}
TOLD = {
    "items": [
        {"start": "2026-01-02T03:00:00Z", "type": "click", **FEW},
        {"start": "2026-01-02T04:00:00Z", "type": "page_view", **MANY},
    ],
    "nextCursor": None,
    "total": {**MANY, "types": [{"type": "click", **FEW}, {"type": "page_view", **MANY}]},
    "complete": True,
}


@pytest.fixture
def answers(world):
    world.before = lambda request: _json(200, TOLD)


def test_values(client, answers, world):
    found = client.events.stats(by="day", type="click")
    assert [(one.start.hour, one.type, one.count, one.users, one.approximate) for one in found.items] == [
        (3, "click", 1234, 3, False),
        (4, "page_view", 2_000_000, 90_000, True),
    ]
    assert (found.total.start, found.total.type, found.total.count) == (None, None, 2_000_000)
    assert [one.type for one in found.types] == ["click", "page_view"]
    assert (found.complete, found.told) == (True, TOLD)
    assert world.requests[0].route == "GET /stats?type=click&by=day"


def test_the_table(inlet, answers):
    assert inlet("events", "stats").rows == [
        ["2026-01-02 03:00Z", "click", "1,234", "3"],
        ["2026-01-02 04:00Z", "page_view", "2,000,000", "~90,000"],
        ["total", "click", "1,234", "3"],
        ["total", "page_view", "2,000,000", "~90,000"],
        ["total", "all", "2,000,000", "~90,000"],
    ]
    assert inlet("events", "stats", "--by", "day").rows[0][0] == "2026-01-02"
    assert inlet("events", "stats", "--json").json() == [TOLD]
    assert inlet("events", "stats", "--by", "week").status == 2


def test_what_is_not_all_says_so(inlet, world):
    one = TOLD | {"complete": False, "items": [], "total": FEW | {"types": [{"type": "click", **FEW}]}}
    world.before = lambda request: _json(200, one)
    done = inlet("events", "stats", "--type", "click", "--from", "2d")
    assert done.rows == [["total", "click", "1,234", "3"]]
    assert "ask once more" in done.err
