"""What every event has, whatever its type: ids, times, context; and its properties, apart from these. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from common.errors import Fault
from ingestion.collector import moments

MAX_DEPTH = 20
# What is no event is kept up to this depth, far from what the writer of JSON can bear.
MAX_KEPT_DEPTH = 100
# Of one event: nobody reads past these.
MOST_FAULTS = 10

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
_CONTAINERS = (dict, list)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Pointers name members as they were sent; nobody needs more of a long name to find it.
_NAMED = 100


class Given(NamedTuple):
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
    instants = _instants(members)
    faults += [Fault(place(event, pointer, name), rule) for name, rule in _broken(members, instants)]
    nested = members.pop("properties", None)
    if type(nested) is dict:
        faults += [Fault(f"{pointer}/properties{step(name)}", "duplicate") for name in nested if name in properties]
        properties |= nested
    if deeper(event, MAX_DEPTH):
        faults.append(Fault(pointer, "depth"))
    if faults:
        raise Broken(faults[:MOST_FAULTS], identity(members))
    return Given(members, properties, instants.get("timestamp"), instants.get("sent_at"))


def _instants(members: dict[str, Any]) -> dict[str, datetime | None]:
    """The times among the members that are texts; None for those that name no instant."""
    given = {name: members[name] for name in _TIMES if name in members}
    return {name: moments.instant(text) for name, text in given.items() if type(text) is str}


def _broken(members: dict[str, Any], instants: dict[str, datetime | None]) -> Iterator[tuple[str, str]]:
    """Each member that breaks a rule, and the rule."""
    if "event_type" not in members:
        yield "event_type", "required"
    for name, value in members.items():
        if name in instants:
            rule = None if instants[name] else "format"
        elif name in _OBJECTS:
            rule = None if type(value) is dict else "type"
        else:
            rule = _broken_text_rule(value, _LONGEST.get(name, 0))
        if rule:
            yield name, rule


def _broken_text_rule(value: Any, longest: int) -> str | None:
    if type(value) is not str:
        return "type"
    if not 1 <= len(value) <= longest:
        return "maxLength" if value else "minLength"
    # What is printable has no control characters, and is told so faster.
    return "control_character" if not value.isprintable() and _CONTROL.search(value) else None


def identity(members: dict[str, Any]) -> str | None:
    """The event's own id, unless it is none."""
    given = members.get("event_id")
    return None if _broken_text_rule(given, _LONGEST["event_id"]) else given


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
    for one in value.values() if type(value) is dict else value:
        if type(one) in _CONTAINERS and deeper(one, levels - 1):
            return True
    return False
