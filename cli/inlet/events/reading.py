"""Events, their counts and the bad ones as the API tells them, page by page."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from inlet.api.calls import Api
from inlet.errors import Fault
from inlet.events.values import BadEvent, Count, Event, Stats

EVENTS_PAGE = 500
BAD_EVENTS_PAGE = 100


def pages(api: Api, path: str, asked: Mapping[str, Any], limit: int | None, page: int) -> Iterator[Mapping[str, Any]]:
    """The items of a list, up to `limit`; the next page is asked for when it is wanted."""
    left, cursor = limit, None
    while left is None or left > 0:
        wanted = dict(asked) | {"limit": page if left is None else min(left, page), "cursor": cursor}
        told = api("GET", f"{path}?{query(wanted)}").body
        for item in told["items"]:
            yield item
            if left is not None:
                left -= 1
        cursor = told["nextCursor"]
        if cursor is None:
            return


def query(asked: Mapping[str, Any]) -> str:
    """What is asked for, as a query string; None is left out. Raises ValueError when an instant has no zone."""
    return urlencode({name: _text(value) for name, value in asked.items() if value is not None})


def events(api: Api, asked: Mapping[str, Any], limit: int | None) -> Iterator[Event]:
    """GET /events."""
    return (_event(one) for one in pages(api, "/events", asked, limit, EVENTS_PAGE))


def stats(api: Api, asked: Mapping[str, Any]) -> Stats:
    """GET /stats."""
    told = api("GET", f"/stats?{query(asked)}").body
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


def _text(value: Any) -> str:
    if not isinstance(value, datetime):
        return str(value)
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _time_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
