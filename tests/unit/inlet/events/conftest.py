"""The API's events, and the command before them."""

import pytest

from inlet import Backoff
from tests.unit.inlet.commands.conftest import inlet
from tests.unit.inlet.events.api import Events

__all__ = ["inlet"]


@pytest.fixture
def api(world, monkeypatch) -> Events:
    monkeypatch.setattr(Backoff, "pause_seconds", lambda *_: 0.0)
    world.before = events = Events(world)
    return events
