"""GET /events in memory: what is stored, newest first, in small pages."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.unit.inlet.world import Request, Response, _json

PAGE = 3


def event(number: int, minute: int = 0, **more: Any) -> dict[str, Any]:
    """An event as the API tells it."""
    at = f"2026-01-02T03:{minute:02}:{number:02}.000Z"
    about = {"eventId": f"e{number}", "type": "page_view", "timestamp": at, "receivedAt": at, "userId": "u1"}
    return about | {"properties": {"page": "/"}} | more


@dataclass
class Stored:
    """Answers as `world.before`; `asked` is the query of each request."""

    events: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    on_page: Callable[[int], None] = lambda count: None

    def __call__(self, request: Request) -> Response:
        """A page."""
        parts = urlsplit(request.path)
        assert f"{request.method} {parts.path}" == "GET /events"
        asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
        self.asked.append(asked)
        self.on_page(len(self.asked))
        after = [one for one in self.events if one["timestamp"] >= asked.get("from", "")]
        newest = sorted(after, key=lambda one: one["timestamp"], reverse=True)
        start = int(json.loads(asked.get("cursor", "0")))
        end = start + min(PAGE, int(asked.get("limit", PAGE)))
        return _json(200, {"items": newest[start:end], "nextCursor": str(end) if end < len(newest) else None})
