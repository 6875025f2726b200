"""`GET /stats`: how many events and users, by hour or day and type."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from common import times
from common.errors import Fault, InvalidRequest
from common.events import keys, tally, totals
from common.events.tally import Tally
from common.events.totals import Range, TooMuch
from ingestion.reader.reader_settings import Settings
from ingestion.tenants.access import Membership
from ingestion.web import http, instants

# By hour and by day: how long a range may be, and how long it is where no beginning is named.
MOST = {"hour": timedelta(days=31), "day": timedelta(days=400)}
DEFAULT = {"hour": timedelta(days=1), "day": timedelta(days=30)}

# Nothing is older, and arithmetic ends somewhere.
_FIRST_YEAR = 2000


def show(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """200 with the figures of each period and type that has events, and of the range as a whole."""
    wanted = asked(request.query, request.time)
    event_type = request.query.get("type")
    try:
        reading = totals.read(conf.events_table, who.tenant, wanted, event_type)
    except TooMuch:
        detail = f"There are more than {totals.MAX_ROWS} figures: name a type, shorten the range, or ask by day."
        raise InvalidRequest(detail, (Fault("/from", "too_many"),)) from None
    return http.answer(200, body(reading, event_type))


def asked(query: dict[str, Any], now: datetime) -> Range:
    """The whole hours or days that a query touches. Raises InvalidRequest for ranges that are empty or too long."""
    by = query.get("by", "hour")
    start, end = instants.span(query)
    if ancient := [name for name, one in (("from", start), ("to", end)) if one and one.year < _FIRST_YEAR]:
        faults = tuple(Fault(f"/{name}", "range") for name in ancient)
        raise InvalidRequest(f"Nothing is told of the years before {_FIRST_YEAR}.", faults)
    end = end or now
    start = start or end - DEFAULT[by]
    if start >= end:
        raise InvalidRequest("`from` lies ahead.", (Fault("/from", "range"),))
    if end - start > MOST[by]:
        raise InvalidRequest(f"By {by}, at most {MOST[by].days} days are told at once.", (Fault("/from", "range"),))
    first, last = (keys.hour(one) for one in (start, end - timedelta(milliseconds=1)))
    return Range(first, last) if by == "hour" else Range(keys.day(first), keys.day(last))


def body(reading: totals.Reading, event_type: str | None) -> dict[str, Any]:
    """The answer: a figure for each period and type, in this order; then what they come to together."""
    by_type: dict[str, Tally] = defaultdict(Tally)
    for (_, kind), one in reading.tallies.items():
        by_type[kind] = by_type[kind].plus(one)
    whole = by_type.pop("", tally.NOTHING) if event_type is None else by_type.get(event_type, tally.NOTHING)
    items = [
        {"start": _start(period), "type": kind, **figures(one)}
        for (period, kind), one in sorted(reading.tallies.items())
        if kind
    ]
    types = [{"type": kind, **figures(one)} for kind, one in sorted(by_type.items())]
    return {**http.items(items), "total": {**figures(whole), "types": types}, "complete": reading.complete}


def figures(counted: Tally) -> dict[str, Any]:
    """A tally as answers show it."""
    return {
        "count": counted.count,
        "uniqueUsers": counted.users.count,
        "uniqueUsersApproximate": counted.users.approximate,
    }


def _start(period: str) -> str:
    hour = period if "T" in period else period + "T00"
    return times.text(datetime.fromisoformat(hour + ":00:00+00:00")).replace(".000Z", "Z")
