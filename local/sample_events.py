"""The events that the demo sends: some visitors of a shop within the last three hours, and one event that is wrong."""

import random
from datetime import datetime, timedelta
from typing import Any

PAGES = ("/", "/menu", "/menu/desserts", "/book", "/about")
VISITORS = 12
WRONG = {"event_type": "purchase", "user_id": "visitor-3", "amount": "a lot"}

Event = dict[str, Any]


def made(until: datetime) -> list[Event]:
    """About a hundred events before `until`, in the order of their times; the last but one is wrong."""
    chance = random.Random(4)  # noqa: S311 - no secret
    visits = [visit for number in range(VISITORS) for visit in _visit(number, until, chance)]
    visits.sort(key=lambda event: event["timestamp"])
    return [*visits[:-1], {**WRONG, "timestamp": until}, visits[-1]]


def _visit(number: int, until: datetime, chance: random.Random) -> list[Event]:
    """What a visitor does: some pages, clicks on some of them, and sometimes a purchase."""
    at = until - timedelta(minutes=chance.uniform(15, 180))
    who = {"user_id": f"visitor-{number}", "session_id": f"session-{number}"}
    events: list[Event] = []
    for _ in range(chance.randint(3, 8)):
        at += timedelta(seconds=chance.uniform(5, 60))
        page = chance.choice(PAGES)
        events.append({"event_type": "page_view", **who, "timestamp": at, "page": page})
        if chance.random() < 0.5:
            events.append({"event_type": "click", **who, "timestamp": at + timedelta(seconds=3), "page": page})
    if chance.random() < 0.4:
        paid = {"amount": round(chance.uniform(8, 60), 2), "currency": "EUR"}
        events.append({"event_type": "purchase", **who, "timestamp": at + timedelta(seconds=4), **paid})
    return events
