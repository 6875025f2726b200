"""What a request for events wants, and how far its list has come. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import times
from common.events import keys
from ingestion.tenants.access import Membership
from ingestion.web import cursors, http, instants

DEFAULT_LIMIT = 50
HOUR = 13  # characters of 2026-11-21T13, with which an instant begins

# An instant of an event, or an hour; `~`, which follows all that instants are made of, stands behind its last event.
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d(:\d\d:\d\d\.\d{3}Z)?~?", re.ASCII)
# Longer keys DynamoDB would not take.
_MAX_ID = 128
_MAX_SLICE_KEY = 200


@dataclass(frozen=True)
class Position:
    """Events before (older than) this one are still to come: a timestamp and an id, which may be empty.

    `starts` are sort keys, by shard: slices above them hold none of these. An empty one says no more than the position.
    """

    timestamp: str
    event_id: str = ""
    starts: tuple[str, ...] = ("",) * keys.SLICE_SHARDS

    @property
    def key(self) -> tuple[str, str]:
        """By which events are ordered, newest last."""
        return self.timestamp, self.event_id

    @property
    def hour(self) -> str:
        """The hour that the position lies in."""
        return self.timestamp[:HOUR]


@dataclass(frozen=True)
class Wanted:
    """Events of one tenant, of a type, of a user, not before `start`, from `position` on: at most `limit`."""

    tenant: str
    type: str | None
    user: str | None
    start: str
    position: Position
    limit: int
    query: tuple[str | None, ...]

    def cursor(self, position: Position | None) -> str | None:
        """What leads on from `position`; nothing leads on from the end."""
        if position is None:
            return None
        return cursors.write(list(self.query), [*position.key, list(position.starts)])


def top(hour: str, before: str = "") -> Position:
    """The position from which all of an hour is to come, or what of it lies before an instant."""
    return Position(before or f"{hour}~", "", (f"{hour}~",) * keys.SLICE_SHARDS)


def read(request: http.Request, who: Membership, *, earliest: datetime, latest: datetime) -> Wanted:
    """What the request wants, between the bounds where it names none.

    Raises InvalidRequest for instants that are none, and for a cursor that belongs to another query.
    """
    asked = request.query
    start, end = instants.span(asked)
    query = (who.tenant, *(asked.get(name) for name in ("type", "user", "from", "to")))
    if "cursor" in asked:
        position = cursors.read(list(query), asked["cursor"], lambda said: _position(said, times.text(latest)))
    else:
        until = max(min(end or latest, latest), earliest)
        position = top(keys.hour(until), times.text(until))
    return Wanted(
        tenant=who.tenant,
        type=asked.get("type"),
        user=asked.get("user"),
        start=times.text(max(start or earliest, earliest)),
        position=position,
        limit=asked.get("limit", DEFAULT_LIMIT),
        query=query,
    )


def _position(said: Any, latest: str) -> Position:
    timestamp, event_id, starts = said
    if not isinstance(event_id, str) or len(event_id) > _MAX_ID or not isinstance(starts, list):
        raise ValueError
    if not _TIMESTAMP.fullmatch(timestamp) or timestamp > latest or len(starts) != keys.SLICE_SHARDS:
        raise ValueError
    datetime.strptime(timestamp[:HOUR] + "+0000", "%Y-%m-%dT%H%z")  # raises for what is no hour
    if not all(isinstance(start, str) and len(start.encode()) <= _MAX_SLICE_KEY for start in starts):
        raise ValueError
    return Position(timestamp, event_id, tuple(starts))
