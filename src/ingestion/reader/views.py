"""What a client gets to see of events. Pure."""

import re
from typing import Any

from common import times
from common.events.bad import Bad
from ingestion.reader import bad_ids

_SURROGATE = re.compile("[\ud800-\udfff]")

_MEMBERS = {
    "event_id": "eventId",
    "event_type": "type",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "session_id": "sessionId",
    "timestamp": "timestamp",
    "received_at": "receivedAt",
    "sent_at": "sentAt",
    "original_timestamp": "originalTimestamp",
    "source": "source",
    "ip": "ip",
    "user_agent": "userAgent",
}


def event(line: dict[str, Any]) -> dict[str, Any]:
    """An event, of its line; null for what is not known of it."""
    known = {shown: line.get(kept) for kept, shown in _MEMBERS.items()}
    return known | {"context": line.get("context", {}), "properties": line.get("properties", {})}


def bad_event(found: Bad) -> dict[str, Any]:
    """A bad event, without what was sent."""
    return {
        "badEventId": bad_ids.bad_id(found),
        "code": found.code,
        "reason": found.reason,
        "errors": [{"pointer": pointer, "rule": rule} for pointer, rule in found.errors],
        "eventId": found.event_id,
        "attempts": found.attempts,
        "receivedAt": times.text(found.received_at),
        "replayedAt": times.text(found.replayed_at) if found.replayed_at else None,
    }


def payload(found: Bad) -> str:
    """What was sent, as JSON text. Half of a surrogate pair, which no text can hold, stands escaped in it."""
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", found.payload)
