"""Days with slashes: some write the month first and some the day, so both are tried, until a cell tells. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

# (least, greatest) with the month first, the same with the day first; None for what some cell cannot be.
Readings = tuple[Any, Any]

_CELL = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_FORMATS = ("MM/DD/YYYY", "DD/MM/YYYY")
# As POSIX has it of two digits.
_FIRST_OF_LAST_CENTURY = 69


def dates(cells: Sequence[str]) -> Readings:
    """As 11/21/2026 or 21/11/2026. Raises ValueError."""
    return _readings(cells, timed=False)


def datetimes(cells: Sequence[str]) -> Readings:
    """As 11/21/2026 23:05 or 21/11/2026 23:05, also with seconds. Raises ValueError."""
    return _readings(cells, timed=True)


def merged(one: Readings, other: Readings) -> Readings:
    """What is left of the readings of some cells with those of others. Raises ValueError when that is none."""
    pairs = zip(one, other, strict=True)
    month_first, day_first = ((min(a[0], b[0]), max(a[1], b[1])) if a and b else None for a, b in pairs)
    return _some(month_first, day_first)


def decided(readings: Readings) -> tuple[str, tuple[Any, Any]] | None:
    """How the days are written, and (least, greatest); None as long as it could be either."""
    found = [(form, reading) for form, reading in zip(_FORMATS, readings, strict=True) if reading]
    return found[0] if len(found) == 1 else None


def _readings(cells: Sequence[str], *, timed: bool) -> Readings:
    told = [_CELL.fullmatch(cell) for cell in set(cells)]
    if not all(one and (one[4] is not None) == timed for one in told):
        raise ValueError
    parts = [one.groups() for one in told if one]
    return _some(*(_range(parts, month_at, timed=timed) for month_at in (0, 1)))


def _some(month_first: Any, day_first: Any) -> Readings:
    if not (month_first or day_first):
        raise ValueError
    return month_first, day_first


def _range(parts: list[tuple[str, ...]], month_at: int, *, timed: bool) -> tuple[Any, Any] | None:
    try:
        moments = [_moment(one, month_at) for one in parts]
    except ValueError:
        return None
    values = moments if timed else [moment.date().isoformat() for moment in moments]
    return min(values), max(values)


def _moment(parts: tuple[str, ...], month_at: int) -> datetime:
    month, day = int(parts[month_at]), int(parts[1 - month_at])
    year = int(parts[2])
    if len(parts[2]) == 2:
        # With the day first it could as well be the year that comes first.
        if month_at:
            raise ValueError
        year += 1900 if year >= _FIRST_OF_LAST_CENTURY else 2000
    hour, minute, second = (int(part or 0) for part in parts[3:])
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - tables do not know their zone
