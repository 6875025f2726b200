"""Pauses between attempts."""

from common import backoff


def test_pauses_begin_after_the_free_attempts_and_grow(monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    monkeypatch.setattr("random.uniform", lambda _low, high: high)
    assert list(backoff.attempts(5, at_once=2)) == [0, 1, 2, 3, 4]
    assert pauses == [0.04, 0.08, 0.16]
