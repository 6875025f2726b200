"""What kind of values a column holds. Each kind reads many cells at once, and tells the least and the greatest."""

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

Range = tuple[Any, Any]

# What int() and float() take, and tables do not mean by numbers: 1_000, other alphabets' digits; and 007, which is a
# code whose zeros count.
_ODD = re.compile(r"\n[\s+-]*0[0-9]")
_WORDS = {"true", "false", "yes", "no"}
_64_BITS = 1 << 63


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
}
TEXT, EMPTY = "text", "empty"
