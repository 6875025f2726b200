"""How a table is written, told from its beginning: what stands between cells, and whether a header comes first."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from processor.table.columns import Column
from processor.table.kinds import EMPTY, TEXT
from processor.table.records import NO_DELIMITER, Dialect, Record, lines_of, parse

# In the order in which they win when nothing else tells them apart.
DELIMITERS = (",", "\t", ";", "|")

_RECORDS = 200
# So many records must agree on how many cells there are.
_AGREEMENT = 0.5
_DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9.]*,[0-9]+\s*")
_HINT = re.compile(r"sep=(.)(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|2[01])[0-9]{2}")


def hint(sample: str) -> str:
    """The first line where it is Excel's own hint, "sep=;", with its end; else nothing."""
    found = _HINT.match(sample)
    return found[0] if found and found[1] not in '"\r\n' else ""


def dialect(sample: str, media_type: str) -> Dialect:
    """The dialect of the table that begins with `sample`.

    The delimiter is the one by which most of the first records have the same number of cells, more than one; among
    equals the one that makes most cells.
    """
    if told := hint(sample):
        return Dialect(told[4])
    lines = lines_of(sample)
    best, score = Dialect(NO_DELIMITER), (_AGREEMENT, 0)
    for delimiter in DELIMITERS:
        candidate = Dialect(delimiter, skip_spaces=f'{delimiter} "' in sample)
        records = _first(lines, candidate)
        if not records:
            continue
        width, agreeing = Counter(map(len, records)).most_common(1)[0]
        reached = (agreeing / len(records), width)
        if delimiter == "\t" and media_type == "text/tab-separated-values":
            reached = (reached[0] + 1, width)
        # A comma that stands only within numbers is none between cells.
        decimal = best.delimiter == "," and _only_decimal(records)
        if width > 1 and (reached > score or (decimal and reached[0] >= score[0])):
            best, score = candidate, reached
    return best


def _first(lines: list[str], candidate: Dialect) -> list[Record]:
    return list(islice(filter(None, parse(lines, candidate)), _RECORDS))


def _only_decimal(records: list[Record]) -> bool:
    commas = [cell for record in records for cell in record if "," in cell]
    return bool(commas) and all(map(_DECIMAL_COMMA.fullmatch, commas))


def width(records: list[Record]) -> int:
    """How many cells a record of this table has: what most of the first ones have."""
    return Counter(map(len, records)).most_common(1)[0][0] if records else 0


def has_header(records: list[Record]) -> bool:
    """Whether the first of `records` names the columns.

    It does when it holds none but different texts, or years, and no column under it speaks against that by holding only
    texts of which the first is one.
    """
    if not records:
        return False
    first, body = records[0], records[1:]
    names = [cell.strip() for cell in first]
    filled = [name for name in names if name]
    if not filled or len(set(filled)) < len(filled):
        return _votes(names, body) > 0
    if all(_kind([name]) == TEXT for name in filled):
        return not _repeated(names, body)
    return _votes(names, body) > 0


def _votes(names: list[str], body: list[Record]) -> int:
    """How many more columns speak for a header than against: by cells of another kind under a text or year."""
    votes = 0
    years = [name for name in names if _YEAR.fullmatch(name)]
    series = len(years) > 2 and years in (sorted(set(years)), sorted(set(years), reverse=True))
    for name, kind in zip(names, _kinds(body, len(names)), strict=True):
        if kind in (TEXT, EMPTY) or not name:
            continue
        votes += 1 if _kind([name]) == TEXT or (series and name in years) else -1
    return votes


def _repeated(names: list[str], body: list[Record]) -> bool:
    """Whether all columns are texts, and the first record's come again in most of them: then they are values."""
    if not body or any(kind not in (TEXT, EMPTY) for kind in _kinds(body, len(names))):
        return False
    again = sum(any(name == cell.strip() for cell in column) for name, column in _columns(names, body))
    return 2 * again > len(names)


def _columns(names: list[str], body: list[Record]) -> Iterator[tuple[str, list[str]]]:
    for place, name in enumerate(names):
        yield name, [record[place] for record in body if place < len(record)]


def _kinds(body: list[Record], count: int) -> Iterator[str]:
    for _, cells in _columns([""] * count, body):
        yield _kind(cells)


def _kind(cells: list[str]) -> str:
    column = Column()
    if cells:
        column.add(cells)
    return str(column.plain()["type"])
