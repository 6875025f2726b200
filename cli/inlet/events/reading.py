"""Events, their counts and the bad ones as the API tells them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from inlet.api import pages
from inlet.api.calls import Api
from inlet.errors import Fault
from inlet.events.values import BadEvent, Count, Event, Stats

_EVENTS_PAGE = 500
_BAD_EVENTS_PAGE = 100


def events(api: Api, asked: Mapping[str, Any], limit: int | None) -> Iterator[Event]:
    """GET /events."""
    return (_event(one) for one in pages.items(api, "/events", asked, limit, _EVENTS_PAGE))


def bad_events(api: Api, asked: Mapping[str, Any], limit: int | None) -> Iterator[BadEvent]:
    """GET /bad-events."""
    return (bad(one) for one in pages.items(api, "/bad-events", asked, limit, _BAD_EVENTS_PAGE))


def stats(api: Api, asked: Mapping[str, Any]) -> Stats:
    """GET /stats."""
    told = api("GET", f"/stats?{pages.query(asked)}").body
    items, types = (tuple(map(_count, some)) for some in (told["items"], told["total"]["types"]))
    return Stats(items, types, _count(told["total"]), told["complete"], told)


def _count(told: Mapping[str, Any]) -> Count:
    return Count(
        start=_time_or_none(told.get("start")),
        type=told.get("type"),
        count=told["count"],
        users=told["uniqueUsers"],
        approximate=told["uniqueUsersApproximate"],
    )


def bad(told: Mapping[str, Any]) -> BadEvent:
    """A bad event; the payload is only told where one is asked for."""
    faults = tuple(Fault(str(one["pointer"]), str(one["rule"])) for one in told["errors"])
    return BadEvent(
        id=told["badEventId"],
        code=told["code"],
        reason=told["reason"],
        faults=faults,
        event_id=told["eventId"],
        attempts=told["attempts"],
        received_at=_time(told["receivedAt"]),
        replayed_at=_time_or_none(told["replayedAt"]),
        payload=told.get("payload"),
        told=told,
    )


def _event(told: Mapping[str, Any]) -> Event:
    return Event(
        event_id=told["eventId"],
        type=told["type"],
        timestamp=_time(told["timestamp"]),
        received_at=_time(told["receivedAt"]),
        user_id=told.get("userId"),
        anonymous_id=told.get("anonymousId"),
        session_id=told.get("sessionId"),
        sent_at=_time_or_none(told.get("sentAt")),
        original_timestamp=told.get("originalTimestamp"),
        source=told.get("source"),
        ip=told.get("ip"),
        user_agent=told.get("userAgent"),
        context=told.get("context") or {},
        properties=told.get("properties") or {},
        told=told,
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _time_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
