"""The dates of PDFs: `D:20220403193102+02'00'`, and what programs write instead. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone

# All after the year may be missing; the apostrophes and the "D:" often are, though they ought not to.
_DATE = re.compile(
    r"(?:D:)?(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?P<second>\d\d)?)?)?)?)?"
    r"(?:Z.*|(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?'?)?",
    re.ASCII,
)


def parse(text: str) -> datetime | None:
    """The instant that a PDF's date means; None when it means none.

    Without an offset it is taken for UTC (ISO 32000-2, 7.9.4: "considered to be GMT").
    """
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (
        int(found[name] or least)
        for name, least in (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    try:
        zone = timezone(-offset if found["sign"] == "-" else offset)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
