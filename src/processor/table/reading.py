"""A table read once, from its first byte to its last: exact counts of all of it, columns by its first rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

from common.files.extraction import Failed
from processor.table import naming, sniffing
from processor.table.columns import Column
from processor.table.decoding import Decoding
from processor.table.records import NO_DELIMITER, Chunk, Dialect, Record, chunks

# Kinds, missing values, least and greatest are of the first rows, up to so many cells: they cost several times what
# counting does. A table of 20 columns has them of 25,000 rows.
PROFILED_CELLS = 500_000

# Columns beyond are counted only.
MAX_COLUMNS = 250

SAMPLED_ROWS = 5
_SAMPLE_CHARS = 1 << 16
# Cells that are held at a time while short records are filled up.
_BATCH_CELLS = 1 << 18
# Of the first characters, so many in a hundred may be control characters.
_CONTROLS_PERCENT = 1
_CONTROLS = dict.fromkeys((*range(9), *range(14, 26), *range(28, 32), 127))


@dataclass
class Table:
    """What was found. `rows` counts records but for the header; `ragged` those of another width than `width`."""

    decoding: Decoding
    dialect: Dialect
    header: bool = False
    width: int = 0
    names: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    sample: list[Record] = field(default_factory=list)
    rows: int = 0
    profiled: int = 0
    ragged: int = 0
    whole: bool = True


def read(blocks: Iterable[bytes], media_type: str, enough: Callable[[], bool] = lambda: False) -> Table:
    """Reads the table to its end, or until there is `enough`. Raises Failed."""
    decoding = Decoding(blocks)
    pieces = _text(decoding.pieces())
    sample, pieces = _beginning(pieces)
    dialect = sniffing.dialect(_whole_lines(sample), media_type)
    table = Table(decoding, dialect)
    parts = chunks(_without(pieces, len(sniffing.hint(sample))), dialect)
    first = _first(parts)
    _begin(table, [record for chunk in first for record in chunk.records(dialect)])
    for chunk in chain(first, parts):
        _take(table, chunk)
        if enough():
            table.whole = False
            break
    table.rows -= table.header
    return table


def _first(parts: Iterator[Chunk]) -> list[Chunk]:
    """Chunks enough to tell how wide the table is, and what its first record means."""
    first: list[Chunk] = []
    for chunk in parts:
        first.append(chunk)
        if sum(len(one.text) for one in first) >= _SAMPLE_CHARS:
            break
    return first


def _text(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, as long as they are text. Raises Failed."""
    for number, piece in enumerate(pieces):
        if "\0" in piece or (not number and _mostly_controls(piece)):
            raise Failed("binary_content", "The file holds bytes that are no text.")
        yield piece


def _mostly_controls(text: str) -> bool:
    head = text[:_SAMPLE_CHARS]
    return 100 * (len(head) - len(head.translate(_CONTROLS))) > _CONTROLS_PERCENT * len(head)


def _beginning(pieces: Iterator[str]) -> tuple[str, Iterator[str]]:
    """The first characters, and all pieces."""
    held: list[str] = []
    for piece in pieces:
        held.append(piece)
        if sum(map(len, held)) >= _SAMPLE_CHARS:
            break
    return "".join(held)[:_SAMPLE_CHARS], chain(held, pieces)


def _whole_lines(sample: str) -> str:
    """The sample without a line that is cut off; a line longer than it stays."""
    if len(sample) < _SAMPLE_CHARS:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r")) + 1
    return sample[:end] or sample


def _without(pieces: Iterable[str], skipped: int) -> Iterator[str]:
    for piece in pieces:
        yield piece[skipped:]
        skipped = max(0, skipped - len(piece))


def _begin(table: Table, records: Sequence[Record]) -> None:
    """Tells from the first records what all rows are held against."""
    first = [record[:MAX_COLUMNS] for record in records[:200]]
    table.width = sniffing.width(list(records[:200]))
    table.header = sniffing.has_header(first)
    if table.header:
        table.width = max(table.width, len(records[0]))
    shown = min(table.width, MAX_COLUMNS)
    table.names = naming.names(first[0] if table.header else None, shown)
    table.columns = [Column() for _ in range(shown)]


def _take(table: Table, chunk: Chunk) -> None:
    if table.profiled * len(table.columns) < PROFILED_CELLS:
        _profile(table, chunk.records(table.dialect))
    elif chunk.bare is None:
        _count(table, list(map(len, chunk.read or [])))
    elif table.dialect.delimiter == NO_DELIMITER:
        table.rows += len(chunk.lines())
    else:
        delimiters = list(map(str.count, chunk.lines(), repeat(table.dialect.delimiter)))
        table.rows += len(delimiters)
        table.ragged += len(delimiters) - delimiters.count(table.width - 1)


def _count(table: Table, widths: list[int]) -> None:
    table.rows += len(widths)
    table.ragged += len(widths) - widths.count(table.width)


def _profile(table: Table, records: list[Record]) -> None:
    """Counts the records, and has their columns look at their cells."""
    _count(table, list(map(len, records)))
    rows = records[1:] if table.header and table.rows == len(records) else records
    table.profiled += len(rows)
    shown = len(table.columns)
    table.sample += [row[:shown] for row in rows[: SAMPLED_ROWS - len(table.sample)]]
    size = max(1, _BATCH_CELLS // max(1, shown))
    for start in range(0, len(rows), size):
        batch = [row if len(row) == table.width else _fitted(row, shown) for row in rows[start : start + size]]
        for column, cells in zip(table.columns, zip(*batch, strict=False), strict=False):
            column.add(cells)


def _fitted(row: Record, width: int) -> Record:
    return row[:width] + [""] * (width - len(row))
