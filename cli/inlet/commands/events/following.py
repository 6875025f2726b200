"""Events as they are stored, each once."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from inlet.client import Client
from inlet.events.values import Event


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def new_events(
    client: Client, wanted: dict[str, Any], since: datetime, pause_seconds: float, overlap_seconds: float
) -> Iterator[Event]:
    """Events from `since` on as they appear, oldest first within one look; without end.

    Each look begins `overlap_seconds` before the last: what is stored late is seen then, and told from what was seen.
    """
    seen: dict[str, datetime] = {}
    while True:
        began = now()
        new = [one for one in client.events.find(from_=since, **wanted) if one.event_id not in seen]
        for event in reversed(new):
            seen[event.event_id] = event.timestamp
            yield event
        since = max(since, began - timedelta(seconds=overlap_seconds))
        seen = {event_id: at for event_id, at in seen.items() if at >= since}
        time.sleep(pause_seconds)
