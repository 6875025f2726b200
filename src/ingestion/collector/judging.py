"""Whether what was sent can be kept as an event, and what it is kept as. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from common import uuid7
from common.errors import Fault
from common.events.message import Accepted
from ingestion.collector import envelope, lines, moments, schemas
from ingestion.collector.envelope import Broken, Given
from ingestion.collector.origin import Origin

MAX_EVENT_BYTES = 32 * 1024


@dataclass(frozen=True)
class Item:
    """One event of a request as it was sent: its index, where it stands there, and the JSON."""

    index: int
    pointer: str
    event: Any


@dataclass(frozen=True)
class Rules:
    """What the deployment demands of events."""

    max_age: timedelta
    refuse_unknown_types: bool


@dataclass(frozen=True)
class Ready:
    """An event that can be kept, under its own id or one that was made for it."""

    event_id: str
    accepted: Accepted


class Judge:
    """Judges the events of one request."""

    def __init__(self, origin: Origin, rules: Rules) -> None:
        self._origin = origin
        self._rules = rules
        self._oldest = origin.received_at - rules.max_age
        self._shared = lines.shared(origin.received_at, origin.source, origin.ip, origin.user_agent)

    def judge(self, item: Item) -> Ready:
        """What the event is kept as. Raises Broken."""
        given = envelope.read(item.event, item.pointer)
        if given.sent_at is None and self._origin.sent_at is not None:
            given = given._replace(sent_at=self._origin.sent_at)
        rest = lines.tail(given)
        words = lines.said(given, rest)
        if len(words) > MAX_EVENT_BYTES:
            raise _broken(given, Fault(item.pointer, "size"))
        self._check_type(item, given)
        at = moments.happened(given.timestamp, given.sent_at, self._origin.received_at)
        if at < self._oldest:
            raise _broken(given, Fault(envelope.place(item.event, item.pointer, "timestamp"), "max_age"))
        event_id = given.members.get("event_id") or uuid7.make(self._origin.received_at)
        return Ready(event_id, Accepted(lines.line(event_id, given, at, self._shared, rest), lines.hashed(words)))

    def _check_type(self, item: Item, given: Given) -> None:
        event_type = given.members["event_type"]
        if self._rules.refuse_unknown_types and not schemas.known(event_type):
            raise _broken(given, Fault(envelope.place(item.event, item.pointer, "event_type"), "unknown_type"))
        if not schemas.fits(event_type, given.properties):
            faults = schemas.faults(event_type, given.properties)[: envelope.MOST_FAULTS]
            raise _broken(given, *(_placed(fault, item) for fault in faults))


def _placed(fault: Fault, item: Item) -> Fault:
    """A fault of properties as one of the request."""
    name = fault.pointer[1:].partition("/")[0].replace("~1", "/").replace("~0", "~")
    return Fault(envelope.place_of_property(item.event, item.pointer, name) + fault.pointer, fault.rule)


def _broken(given: Given, *faults: Fault) -> Broken:
    return Broken(list(faults), given.members.get("event_id"))
