"""Instants in a query, and the span between two of them: from the first, up to but without the second. Pure."""

import re
from datetime import UTC, datetime, timedelta

from common.errors import Fault, InvalidRequest

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_UP_TO_MILLISECONDS = timedelta(microseconds=999)


def span(query: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    """What `from` and `to` say, in whole milliseconds of UTC; None for what is not given. Digits beyond
    microseconds are passed over.

    Raises InvalidRequest with the pointers of those that are no instants, or when no instant lies between them.
    """
    given = {name: _parsed(query[name]) for name in ("from", "to") if name in query}
    faults = tuple(Fault(f"/{name}", "format") for name, instant in given.items() if instant is None)
    if faults:
        raise InvalidRequest("Write instants as 2026-11-21T13:05:00Z; in a URL, + is written %2B.", faults)
    start, end = given.get("from"), given.get("to")
    if start and end and start >= end:
        raise InvalidRequest("`from` is the first instant, `to` the first one after it all.", (Fault("/to", "range"),))
    return start, end


def _parsed(text: str) -> datetime | None:
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC) + _UP_TO_MILLISECONDS
    except (ValueError, OverflowError):
        return None
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
