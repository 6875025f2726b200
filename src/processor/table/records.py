"""A text taken apart into records, as Python's `csv` reads a file that was opened with `newline=""`.

Most text is counted and split without `csv`, several times faster: what stands outside quotes is enough to count, and
text without quotes has its cells between delimiters.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from common.files.extraction import Failed

# In characters. A longer record is no table's: mostly a quote that nobody closed.
MAX_RECORD = 4 << 20

# No decoder gives these: they stand for the end of a text, and for no delimiter at all.
_END, NO_DELIMITER = "\ud800", "\udfff"

# Old programs write it behind the last line.
_DOS_END = "\x1a"

# The most that csv takes on every platform.
_NO_LIMIT = (1 << 31) - 1

_FIRST, _LAST = itemgetter(0), itemgetter(-1)

Record = list[str]


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart: one character, and whether spaces after it belong to no cell."""

    delimiter: str
    skip_spaces: bool = False


@dataclass(frozen=True)
class Chunk:
    """Whole records. `bare` is their text with each quoted part shortened to a quote; None where quotes are irregular,
    and the records were read one by one."""

    text: str
    bare: str | None = None
    read: list[Record] | None = None

    def lines(self) -> list[str]:
        """The records of `bare`, as lines without their ends; blank ones are none."""
        text = self.bare or ""
        returns = text.count("\r")
        lines = text.split("\r\n" if returns else "\n")
        if returns and not len(lines) - 1 == returns == text.count("\n"):
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return list(filter(None, lines)) if "" in lines else lines

    def records(self, dialect: Dialect) -> list[Record]:
        """The records; blank lines are none."""
        if self.read is not None:
            return self.read
        if self.bare is self.text and not dialect.skip_spaces:
            return [line.split(dialect.delimiter) for line in self.lines()]
        return list(filter(None, parse(lines_of(self.text), dialect)))


def parse(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """What `csv` reads; blank lines are empty records. Its own limit is lifted: whole records have one."""
    csv.field_size_limit(_NO_LIMIT)
    return csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=dialect.skip_spaces)


def lines_of(text: str) -> list[str]:
    """Its lines with their ends: LF, CR LF or CR."""
    return list(io.StringIO(text, newline=""))


def chunks(pieces: Iterable[str], dialect: Dialect) -> Iterator[Chunk]:
    """The text of `pieces` in chunks of whole records. Raises Failed when a record is too long."""
    rest, new = "", list[str]()
    for piece in pieces:
        new.append(piece)
        # A long record is looked at again only when its text has doubled, so the work stays that of reading it once.
        if sum(map(len, new)) >= len(rest):
            chunk, rest = _bounded_cut("".join((rest, *new)), dialect)
            new.clear()
            yield chunk
    chunk, rest = _bounded_cut("".join((rest, *new)), dialect)
    yield chunk
    if rest.strip(_DOS_END):
        yield _last(rest, dialect)


def _bounded_cut(text: str, dialect: Dialect) -> tuple[Chunk, str]:
    chunk, rest = cut(text, dialect)
    if len(rest) > MAX_RECORD:
        told = f"A row has more than {MAX_RECORD:,} characters, or a quote is not closed."
        raise Failed("record_too_long", told)
    return chunk, rest


def cut(text: str, dialect: Dialect) -> tuple[Chunk, str]:
    """All records of `text` that are known to be whole, and the rest."""
    if '"' not in text:
        end = _line_end(text, may_go_on=True)
        whole = text[:end]
        return Chunk(whole, whole), text[end:]
    parts = text.split('"')
    if not _regular(parts, dialect.delimiter):
        return _cut_slowly(text, dialect)
    bare = '"'.join(parts[::2])
    found = _line_end(bare, may_go_on=len(parts) % 2 == 1)
    bare = bare[:found]
    # As many parts, and quotes, come before the one where the last line ends; what comes after is short.
    before = 2 * bare.count('"')
    end = len(text) - sum(len(part) + 1 for part in parts[before:]) + 1 + found - (bare.rfind('"') + 1)
    return Chunk(text[:end], bare), text[end:]


def _line_end(text: str, *, may_go_on: bool) -> int:
    """Where the last line ends; 0 where none does. A CR at the end of what `may_go_on` can be half of a line's end."""
    until = len(text) - (may_go_on and text.endswith("\r"))
    return max(text.rfind("\n", 0, until), text.rfind("\r", 0, until)) + 1


def _regular(parts: list[str], delimiter: str) -> bool:
    """Whether every quote opens a cell, closes it, or is one of two that stand for one within a cell.

    `parts` are what stands between quotes, every other one of them outside. Then the quotes before a place tell whether
    it is within a cell, as `csv` has it.
    """
    ends = {delimiter, "\n", "\r"}
    first, *others = parts[::2]
    last = others.pop() if len(parts) % 2 else ""
    between = list(filter(None, others))
    before, after = {first[-1:], *map(_LAST, between)}, {last[:1], *map(_FIRST, between)}
    return before <= {*ends, ""} and after <= {*ends, ""}


def _cut_slowly(text: str, dialect: Dialect) -> tuple[Chunk, str]:
    lines = lines_of(text)
    rest = "" if lines[-1].endswith("\n") else lines.pop()
    records = list(parse([*lines, _END], dialect))
    # A mark that stands within the last record tells that its quote is open: it goes on in the next piece.
    last = records.pop()
    if last != [_END]:
        within = sum(_line_ends(cell) for cell in last)
        rest = "".join(lines[-within:]) + rest
    whole = text[: len(text) - len(rest)]
    return Chunk(whole, None, list(filter(None, records))), rest


def _line_ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _last(text: str, dialect: Dialect) -> Chunk:
    """What no end of a line closes."""
    if '"' not in text:
        return Chunk(text, text)
    return Chunk(text, None, list(filter(None, parse(lines_of(text), dialect))))
