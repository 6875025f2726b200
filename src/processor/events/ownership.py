"""Whose an event is: the batch's whose insert made its row. No AWS here.

A row belongs to one batch from its first moment to its last, so whoever asks, and however often, gets one answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from processor.events.lines import Event


@dataclass(frozen=True)
class Owner:
    """The batch that a row belongs to, and the hash of what its client said."""

    batch_id: str
    hash: bytes


@dataclass
class Shares:
    """A batch's events by what they are to it.

    `owned` are its own, `duplicates` were sent before and stored, `conflicts` have the id of another event.
    `redelivered` says that some of its own were so before: an earlier run of the same message was here.
    """

    owned: list[Event] = field(default_factory=list)
    duplicates: list[Event] = field(default_factory=list)
    conflicts: list[Event] = field(default_factory=list)
    redelivered: bool = False


def first_of_each_id(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """The events that claim an id, and the others, whose ids are claimed by an event before them."""
    firsts: dict[str, Event] = {}
    others = [event for event in events if firsts.setdefault(event.event_id, event) is not event]
    return list(firsts.values()), others


def allot(shares: Shares, batch_id: str, event: Event, owner: Owner | None) -> None:
    """Adds an event to its share. `owner` is who the row that was there belongs to; None when this run made it."""
    if owner is None:
        shares.owned.append(event)
    elif owner.batch_id == batch_id:
        shares.owned.append(event)
        shares.redelivered = True
    else:
        compare(shares, event, owner.hash)


def compare(shares: Shares, event: Event, stored: bytes) -> None:
    """Adds an event that is not stored itself: it says what was `stored` under its id, or contradicts it."""
    (shares.duplicates if event.hash == stored else shares.conflicts).append(event)
