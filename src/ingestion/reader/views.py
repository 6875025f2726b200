"""What a client gets to see of events. Pure."""

from typing import Any

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
