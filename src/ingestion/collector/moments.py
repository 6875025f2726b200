"""When events happened, by clocks that may be wrong. Pure."""

import re
from datetime import UTC, datetime, timedelta

# RFC 3339, 5.6. Python's own parser takes more (dates without dashes, weeks, times without a zone).
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def instant(text: str) -> datetime | None:
    """The instant that `text` names as RFC 3339 has it, or None. A zone has to be there."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day; or, in UTC, before the year 1 or after 9999
        return None


def happened(said: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime:
    """When an event happened: as the client says, put right by how its clock differs from ours; never in the future.

    The difference is that of `received_at` and `sent_at`: it counts the time on the way to the clock's error, as
    Segment does (https://segment.com/docs/connections/spec/common/#timestamps).
    """
    if said is None:
        return received_at
    if sent_at is None:
        return min(said, received_at)
    # A clock is wrong by as much in both. So what was before sending is before receiving, by as much.
    before = sent_at - said
    if before < timedelta(0):
        return received_at
    try:
        return received_at - before
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
