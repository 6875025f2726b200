"""What every event has, whatever its type: ids, times, context; and its properties, apart from these. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.errors import Fault
from ingestion.collector import moments

MAX_DEPTH = 20

# Both spellings of each member, and how many characters it may have.
_LONGEST = {"event_id": 128, "event_type": 100, "user_id": 256, "anonymous_id": 256, "session_id": 256}
_TIMES = ("timestamp", "sent_at")
_OBJECTS = ("context", "properties")
_CAMEL = {
    "eventId": "event_id",
    "eventType": "event_type",
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "sessionId": "session_id",
    "sentAt": "sent_at",
}
_SPELLED = _CAMEL | {name: name for name in (*_LONGEST, *_TIMES, *_OBJECTS)}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Pointers name members as they were sent; nobody needs more of a long name to find it.
_NAMED = 100


@dataclass(frozen=True, slots=True)
class Given:
    """What a client says of an event. `members` are those of the envelope by their names in snake_case, without
    `properties`; `timestamp` and `sent_at` are there as instants too.
    """

    members: dict[str, Any]
    properties: dict[str, Any]
    timestamp: datetime | None
    sent_at: datetime | None


class Broken(Exception):
    """What was sent is no event: its faults, and its id if that much is clear."""

    def __init__(self, faults: list[Fault], event_id: str | None) -> None:
        super().__init__()
        self.faults = tuple(faults)
        self.event_id = event_id


def read(event: Any, pointer: str) -> Given:
    """The event that was sent at `pointer` of the request. Raises Broken."""
    if type(event) is not dict:
        raise Broken([Fault(pointer, "type")], None)
    members: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    faults: list[Fault] = []
    for spelled, value in event.items():
        name = _SPELLED.get(spelled)
        if name is None:
            properties[spelled] = value
        elif value is None:
            continue  # as good as not said
        elif name in members:
            faults.append(Fault(f"{pointer}/{spelled}", "duplicate"))
        else:
            members[name] = value
    faults += [Fault(place(event, pointer, name), rule) for name, rule in _broken(members)]
    nested = members.pop("properties", None)
    if type(nested) is dict:
        faults += [Fault(f"{pointer}/properties{step(name)}", "duplicate") for name in nested if name in properties]
        properties |= nested
    if deeper(event, MAX_DEPTH):
        faults.append(Fault(pointer, "depth"))
    if faults:
        raise Broken(faults, identity(members))
    return Given(members, properties, _time(members, "timestamp"), _time(members, "sent_at"))


def _broken(members: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each member that breaks a rule, and the rule."""
    if "event_type" not in members:
        yield "event_type", "required"
    for name, value in members.items():
        rule = broken_rule(name, value)
        if rule:
            yield name, rule


def broken_rule(name: str, value: Any) -> str | None:
    """The rule that the member `name` (in snake_case) breaks with `value`, or None."""
    if name in _OBJECTS:
        return None if type(value) is dict else "type"
    if type(value) is not str:
        return "type"
    if name in _TIMES:
        return None if moments.instant(value) else "format"
    if not 1 <= len(value) <= _LONGEST[name]:
        return "maxLength" if value else "minLength"
    # What is printable has no control characters, and is told so faster.
    return "control_character" if not value.isprintable() and _CONTROL.search(value) else None


def identity(members: dict[str, Any]) -> str | None:
    """The event's own id, unless it is none."""
    given = members.get("event_id")
    return given if given is not None and broken_rule("event_id", given) is None else None


def _time(members: dict[str, Any], name: str) -> datetime | None:
    return moments.instant(members[name]) if name in members else None


def place(event: dict[str, Any], pointer: str, name: str) -> str:
    """Where the member `name` (in snake_case) of an event stands, as it was spelled, or where it is missing."""
    return next((f"{pointer}/{one}" for one in event if _SPELLED.get(one) == name), f"{pointer}/{name}")


def place_of_property(event: dict[str, Any], pointer: str, name: str) -> str:
    """Where a property of an event stands, or where it would be looked for."""
    nested = event.get("properties")
    if type(nested) is dict and (name in nested or name not in event):
        return f"{pointer}/properties"
    return pointer


def step(name: str) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return "/" + name[:_NAMED].replace("~", "~0").replace("/", "~1")


def deeper(value: Any, levels: int) -> bool:
    """Whether an object or list holds others more than `levels` deep, itself counted."""
    if levels == 0:
        return True
    inner = value.values() if type(value) is dict else value
    return any(type(one) in (dict, list) and deeper(one, levels - 1) for one in inner)
