"""How long the demo waits: as long as there is news, and a while longer."""

import pytest

from local import evidence


@pytest.fixture
def clock(monkeypatch):
    """A clock that only waiting moves."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return now


def test_many_uploads_may_take_their_time_while_some_arrive(clock):
    assert evidence._await(lambda: int(clock[0]), lambda arrived: 100 - arrived, seconds=2) == 100


def test_without_news_it_ends(clock):
    assert evidence._await(lambda: 3, lambda arrived: 100 - arrived, seconds=2) == 3
    assert 2 < clock[0] < 3
