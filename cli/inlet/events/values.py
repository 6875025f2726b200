"""What the client gives and takes of events: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from inlet.errors import Fault

# An event as it is sent: its members; or its JSON text, which is sent as it is, so that no number is rounded.
# None among events: what has been gathered is sent now.
Given = Mapping[str, Any] | str | None
By = Literal["hour", "day"]


@dataclass(frozen=True)
class NotTaken:
    """An event that was not accepted. `position` is its place in what was given, from 0 on.

    `code` is the API's, or `cannot_send` where the client itself found it to be no event; `faults` name the members.
    """

    position: int
    event_id: str | None
    code: str
    faults: tuple[Fault, ...] = ()
    detail: str = ""

    @property
    def reason(self) -> str:
        """The reason in one line."""
        named = ", ".join(f"{fault.pointer or 'event'} {fault.rule}" for fault in self.faults)
        return f"{self.code}: {named or self.detail}" if named or self.detail else self.code


@dataclass(frozen=True)
class Delivery:
    """What became of the events from position `first` on, up to but without `end`; `event_ids`: the accepted ones."""

    first: int
    end: int
    event_ids: tuple[str, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()

    @property
    def accepted(self) -> int:
        """How many were accepted."""
        return len(self.event_ids)


@dataclass(frozen=True)
class Event:
    """An event as it is stored. Times have a zone; `original_timestamp` is as the client wrote it, where it differs."""

    event_id: str
    type: str
    timestamp: datetime
    received_at: datetime
    user_id: str | None
    anonymous_id: str | None
    session_id: str | None
    sent_at: datetime | None
    original_timestamp: str | None
    source: str | None
    ip: str | None
    user_agent: str | None
    context: Mapping[str, Any]
    properties: Mapping[str, Any]
    told: Mapping[str, Any]  # all of it as the API tells it


@dataclass(frozen=True)
class Count:
    """How many events there were, of how many users: of a type (None: of all) in a period (None: in the whole range).

    `start` is where the hour or day begins. Where there are many users, their number is estimated: `approximate`.
    """

    start: datetime | None
    type: str | None
    count: int
    users: int
    approximate: bool


@dataclass(frozen=True)
class Stats:
    """Counts of each period and type that has events; of each type, and of all, in the whole range.

    Not `complete` is what was told while more was being added than could be read at once.
    """

    items: tuple[Count, ...]
    types: tuple[Count, ...]
    total: Count
    complete: bool
    told: Mapping[str, Any]  # all of it as the API tells it


@dataclass(frozen=True)
class BadEvent:
    """An event that was taken and could not be stored, and why. `payload` is its text, where it was asked for."""

    id: str
    code: str
    reason: str
    faults: tuple[Fault, ...]
    event_id: str | None
    attempts: int
    received_at: datetime
    replayed_at: datetime | None
    payload: str | None
    told: Mapping[str, Any]  # all of it as the API tells it
