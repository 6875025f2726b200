"""The API's events in memory: what is sent is read as strictly as the real one reads it, and kept once."""

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from tests.unit.inlet.world import Request, Response, World, _json, problem

KEY = "wk_" + "k" * 43
BODY_BYTES, EVENTS = 500_000, 2500


@dataclass
class Events:
    """Answers POST /events as `world.before`. Types in `invalid` break their schema, ids in `busy` are so for once."""

    world: World
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    conflicts: int = 0
    invalid: str = "purchase"
    busy: dict[str, int] = field(default_factory=dict)
    spoiling: str = "\N{SNOWMAN}"

    def __call__(self, request: Request) -> Response | None:
        """The answer, for this route only."""
        if request.route != "POST /events":
            return None
        basic = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
        if request.headers["Authorization"] not in (basic, "Bearer token"):
            return problem(401, "unauthorized")
        assert request.headers["Content-Encoding"] == "gzip"
        raw = gzip.decompress(request.body)
        assert len(raw) <= BODY_BYTES
        if self.spoiling.encode() in raw:
            return problem(400, "malformed_body")
        said = json.loads(raw)
        assert set(said) == {"batch", "sent_at"}
        self.requests.append(said)
        return self._take(said["batch"])

    def _take(self, batch: list[dict[str, Any]]) -> Response:
        assert 0 < len(batch) <= EVENTS
        rejected, taken = [], []
        for index, event in enumerate(batch):
            event_id = event["event_id"]
            if event["event_type"] == self.invalid:
                errors = [{"pointer": f"/batch/{index}/amount", "rule": "required"}]
                rejected.append({"index": index, "eventId": event_id, "code": "invalid_event", "errors": errors})
            elif self.busy.get(event_id, 0) > 0:
                self.busy[event_id] -= 1
                rejected.append({"index": index, "eventId": event_id, "code": "busy", "errors": []})
            else:
                self.conflicts += self.stored.setdefault(event_id, event) != event
                taken.append(event_id)
        if not taken and all(one["code"] != "busy" for one in rejected):
            faults = [(error["pointer"], error["rule"]) for one in rejected for error in one["errors"]]
            return problem(400, "invalid_request", *faults)
        return _json(202, {"accepted": len(taken), "rejected": rejected, "eventIds": taken})
