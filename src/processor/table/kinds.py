"""What kind of values a column holds. Each kind reads many cells at once, and tells the least and the greatest."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from processor.table import slashes

Range = tuple[Any, Any]

# What int() and float() take, and tables do not mean by numbers: 1_000, other alphabets' digits; and 007, which is a
# code whose zeros count.
_ODD = re.compile(r"\n[\s+-]*0[0-9]")
_WORDS = {"true", "false", "yes", "no"}
_64_BITS = 1 << 63

# As most of Europe writes them: thousands may be apart where there is a fraction. 1.234 is read with a decimal point.
_COMMA = re.compile(r"\s*[+-]?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:[. \u00a0\u202f'’][0-9]{3})+(?=,))(?:,[0-9]+)?\s*")
# By itself it may as well be thousands of English.
_OPEN = re.compile(r"[^,]*|\s*[+-]?[1-9][0-9]{0,2},[0-9]{3}\s*")
_WITH_POINT = str.maketrans(",", ".", ". \u00a0\u202f'’")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")


def booleans(cells: Sequence[str]) -> Range:
    """true, false, yes, no, in any case. There is no least. Raises ValueError."""
    if {cell.strip().lower() for cell in set(cells)} - _WORDS:
        raise ValueError
    return None, None


def integers(cells: Sequence[str]) -> Range:
    """Of 64 bits, without needless zeros before them. Raises ValueError."""
    numbers = list(map(int, cells))
    _plain(cells)
    least, greatest = min(numbers), max(numbers)
    if least < -_64_BITS or greatest >= _64_BITS:
        raise ValueError
    return least, greatest


def numbers(cells: Sequence[str]) -> Range:
    """Decimal ones with a point, exponents too; finite. Raises ValueError."""
    found = list(map(float, cells))
    _plain(cells)
    if not all(map(math.isfinite, found)):
        raise ValueError
    return min(found), max(found)


def dates(cells: Sequence[str]) -> Range:
    """As 2026-11-21. Raises ValueError."""
    different = set(cells)
    for cell in different:
        if len(cell) != 10 or cell[4] != "-" or cell[7] != "-":
            raise ValueError
        date.fromisoformat(cell)
    return min(different), max(different)


def datetimes(cells: Sequence[str]) -> Range:
    """As 2026-11-21T23:05, also with seconds, their fractions and an offset, or a space for the T. Raises ValueError.

    With offsets in some cells only, they have no order.
    """
    different = set(cells)
    if any(len(cell) < 16 or cell[4] != "-" or cell[10] not in "T " for cell in different):
        raise ValueError
    moments = list(map(datetime.fromisoformat, different))
    try:
        return min(moments), max(moments)
    except TypeError:
        raise ValueError from None


def numbers_with_comma(cells: Sequence[str]) -> Range:
    """Integers, and decimal numbers such as 1,5 and 1.234,50. Raises ValueError."""
    if not all(map(_COMMA.fullmatch, cells)):
        raise ValueError
    found = [float(cell.translate(_WITH_POINT)) for cell in cells]
    if not all(map(math.isfinite, found)):
        raise ValueError
    return min(found), max(found)


def proves_comma(cells: Sequence[str]) -> bool:
    """Whether one of `cells`, which `numbers_with_comma` takes, can be nothing but a number with a decimal comma."""
    return not all(map(_OPEN.fullmatch, cells))


def dates_day_first(cells: Sequence[str]) -> Range:
    """As 21.11.2026. Raises ValueError."""
    found = [_moment(cell, date_only=True).date().isoformat() for cell in set(cells)]
    return min(found), max(found)


def datetimes_day_first(cells: Sequence[str]) -> Range:
    """As 21.11.2026 23:05, also with seconds. Raises ValueError."""
    found = [_moment(cell, date_only=False) for cell in set(cells)]
    return min(found), max(found)


def _moment(cell: str, *, date_only: bool) -> datetime:
    told = _DAY_FIRST.fullmatch(cell)
    if not told or (told[4] is None) != date_only:
        raise ValueError
    day, month, year, hour, minute, second = (int(part or 0) for part in told.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - tables do not know their zone


def _plain(cells: Sequence[str]) -> None:
    text = "\n".join(("", *cells))
    if "_" in text or not text.isascii() or _ODD.search(text):
        raise ValueError


# In the order in which they are tried: the first that fits all cells is the column's.
KINDS: dict[str, Callable[[Sequence[str]], Range]] = {
    "boolean": booleans,
    "integer": integers,
    "number": numbers,
    "date": dates,
    "datetime": datetimes,
    (COMMA := "number, comma"): numbers_with_comma,
    "date, day first": dates_day_first,
    "datetime, day first": datetimes_day_first,
    "date, slashes": slashes.dates,
    "datetime, slashes": slashes.datetimes,
}
TEXT, EMPTY = "text", "empty"
# Of which the range is one for each order of day and month, and the suffix of what they are written like.
SLASHED = {"date, slashes": ("date", ""), "datetime, slashes": ("datetime", " hh:mm")}
# What those are called that stand for another way of writing the same, and that way.
WRITTEN = {
    COMMA: ("number", "1.234,5"),
    "date, day first": ("date", "DD.MM.YYYY"),
    "datetime, day first": ("datetime", "DD.MM.YYYY hh:mm"),
}
