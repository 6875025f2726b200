"""An event as the archive keeps it, and the hash of what the client said of it. Pure."""

import hashlib
import json
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any

from common import times
from common.events.message import HASH_BYTES
from ingestion.collector.envelope import Given

# What the client says of an event, but for context and properties, which follow, and for when it was sent.
_SAID = ("anonymous_id", "event_id", "event_type", "session_id", "timestamp", "user_id")
# One encoder, kept: json.dumps makes one for each call. Sorted: one text serves line and hash.
_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_KEPT = ("user_id", "anonymous_id", "session_id")


def tail(given: Given) -> str:
    """The last members of a line, context and properties, with its closing brace."""
    context = given.members.get("context")
    last = {"properties": given.properties} if context is None else {"context": context, "properties": given.properties}
    return _sorted(last)[1:]


def said(given: Given, rest: str) -> bytes:
    """All that the client said of the event, always in the same words; `rest` is its tail. Not when it was sent:
    that differs between two tries to send one event.
    """
    members = given.members
    head = "".join(f'"{name}":{encode_basestring(members[name])},' for name in _SAID if name in members)
    return f"{{{head}{rest}".encode()


def hashed(words: bytes) -> bytes:
    """The hash by which two tries to send one event are told from two events."""
    return hashlib.sha256(words).digest()[:HASH_BYTES]


def shared(received_at: datetime, source: str, ip: str | None, user_agent: str | None) -> tuple[str, str]:
    """What all lines of a request share: the members after `timestamp`, and those after `original_timestamp`."""
    came = {"source": source, "ip": ip, "user_agent": user_agent}
    return (
        f'"received_at":"{times.text(received_at)}",',
        "".join(f'"{name}":{encode_basestring(value)},' for name, value in came.items() if value),
    )


def line(event_id: str, given: Given, at: datetime, common: tuple[str, str], rest: str) -> bytes:
    """The line of an event that happened `at`; `common` is what `shared` gave, `rest` its tail."""
    members: dict[str, Any] = given.members
    ids = "".join(f'"{name}":{encode_basestring(members[name])},' for name in _KEPT if name in members)
    happened = times.text(at)
    # Compared as instants first: most are the same, and need not be written out twice.
    original = happened if given.timestamp is None or given.timestamp == at else times.text(given.timestamp)
    return (
        f'{{"event_id":{encode_basestring(event_id)},"event_type":{encode_basestring(members["event_type"])},{ids}'
        f'"timestamp":"{happened}",{common[0]}'
        + (f'"sent_at":"{times.text(given.sent_at)}",' if given.sent_at else "")
        + (f'"original_timestamp":"{original}",' if original != happened else "")
        + common[1]
        + rest
    ).encode()
