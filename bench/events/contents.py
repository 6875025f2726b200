"""The events that are sent: page views as a web shop's page would send them, about 400 bytes of JSON each."""

import json
import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]

USERS = 500
PAGES = 60


def drawn(chance: random.Random, count: int) -> list[Event]:
    """So many events of now, each with an id that no other has."""
    return [_event(chance) for _ in range(count)]


def bodies(events: Sequence[Event], a_call: int) -> list[bytes]:
    """The bodies of the calls that send them, `a_call` at a time; alone an event is the body."""
    if a_call == 1:
        return [_json(event) for event in events]
    return [_json({"batch": events[start : start + a_call]}) for start in range(0, len(events), a_call)]


def _event(chance: random.Random) -> Event:
    product = chance.randrange(PAGES)
    return {
        "event_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "event_type": "page_view",
        "user_id": f"u-{chance.randrange(USERS):06}",
        "session_id": f"{chance.getrandbits(64):016x}",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "page": f"/shop/products/{product}",
        "title": f"Product {product} – the shop",
        "referrer": f"https://www.example.com/shop/categories/{chance.randrange(12)}",
        "context": {"locale": "en-GB", "screen": {"width": 1920, "height": 1080}, "library": "shop-web/1.4.2"},
    }


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
