"""The functions of the aggregate on the account in this process."""

import pytest

from common.events import keys
from processor.aggregate import roller
from tests.unit import ledger as events
from tests.unit.cloud import Context, clock, cloud, lines

__all__ = ["clock", "cloud", "lines"]


@pytest.fixture
def ledger(cloud, clock, lines, monkeypatch):
    """The table of events, and one tenant's slices in it. The index has one share: dying between two is one case."""
    monkeypatch.setattr(keys, "FOLD_SHARDS", 1)
    events.quick_copies(monkeypatch)
    events.create_table()
    return events.Ledger()


@pytest.fixture
def roll(ledger, monkeypatch):
    """Invokes the roller."""
    monkeypatch.setenv("EVENTS_TABLE", events.TABLE)
    roller.for_roller.cache_clear()
    return lambda context=None: roller.handler({}, context or Context())
