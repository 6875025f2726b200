"""One column of a table: its kind, its empty cells, its least and greatest value, as its cells come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from processor.table import slashes
from processor.table.kinds import COMMA, EMPTY, KINDS, SLASHED, TEXT, WRITTEN, Range, proves_comma

# What stands for a missing value in a column of another kind than text. In one of text they are text: Namibia is NA.
_MISSING = {"", "-", "na", "n/a", "#n/a", "nan", "null", "none", "\\n"}


class Column:
    """Fed with cells in any portions, it knows the same in the end."""

    def __init__(self) -> None:
        self._kind = EMPTY
        self._range: Range = (None, None)
        self._empty = 0
        self._missing = 0
        self._is_proven = False

    def add(self, cells: Sequence[str]) -> None:
        """Takes more cells of the column into account."""
        empty = cells.count("")
        self._empty += empty
        if self._kind == TEXT or empty == len(cells):
            return
        filled = list(filter(None, cells)) if empty else cells
        if self._fits(filled):
            return
        present = [cell for cell in filled if cell.strip().lower() not in _MISSING]
        if len(present) < len(filled) and (not present or self._fits(present)):
            self._missing += len(filled) - len(present)
            return
        self._kind = TEXT

    def _fits(self, cells: Sequence[str]) -> bool:
        """Whether `cells` are of the column's kind, or, with those before, of another one."""
        for kind in self._candidates():
            try:
                self._widen(kind, KINDS[kind](cells))
            except (ValueError, OverflowError, TypeError):
                continue
            self._is_proven = self._is_proven or (kind == COMMA and proves_comma(cells))
            return True
        return False

    def _candidates(self) -> Sequence[str]:
        if self._kind == EMPTY:
            return list(KINDS)
        return ("integer", "number", COMMA) if self._kind == "integer" else (self._kind,)

    def _widen(self, kind: str, found: Range) -> None:
        # Times with offsets and times without have no order: TypeError.
        if self._kind in SLASHED:
            found = slashes.merged(self._range, found)
        elif self._kind != EMPTY and found[0] is not None:
            found = min(self._range[0], found[0]), max(self._range[1], found[1])
        self._kind, self._range = kind, found

    def plain(self) -> dict[str, Any]:
        """{"type", "nulls", "format", "min", "max"}, the last two for numbers and times, `format` where these are
        written in another way than programs do. `nulls` counts missing values."""
        kind, written, (least, greatest) = self._decided()
        told: dict[str, Any] = {"type": kind, "nulls": self._empty + (self._missing if kind != TEXT else 0)}
        if written:
            told["format"] = written
        if least is not None:
            told["min"], told["max"] = _told(least, kind), _told(greatest, kind)
        return told

    def _decided(self) -> tuple[str, str | None, Range]:
        """Its kind, how that is written, and its range; text as long as it could be one of two."""
        if self._kind in SLASHED:
            kind, suffix = SLASHED[self._kind]
            found = slashes.decided(self._range)
            return (kind, found[0] + suffix, found[1]) if found else _TEXT
        if self._kind == TEXT or (self._kind == COMMA and not self._is_proven):
            return _TEXT
        return *WRITTEN.get(self._kind, (self._kind, None)), self._range


_TEXT = (TEXT, None, (None, None))


def _told(value: Any, kind: str) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return float(value) if kind == "number" else value
