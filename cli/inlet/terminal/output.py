"""What goes to the terminal: results to stdout, all else to stderr, and nothing that could steer the terminal."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inlet.files.names import printable

_NO_RESULT = "–"


def document(value: Any) -> None:
    """One JSON document, on a line unless a person is looking. ASCII only, so that no terminal misunderstands it."""
    print(json.dumps(value, indent=2 if sys.stdout.isatty() else None), flush=True)


def line(value: Any) -> None:
    """One of several JSON documents, on a line."""
    print(json.dumps(value), flush=True)


def say(*lines: str) -> None:
    """Lines for people, beside the result."""
    for line in lines:
        print(printable(line), file=sys.stderr, flush=True)


def fail(text: str) -> None:
    """Says what went wrong."""
    say(f"error: {text}")


def table(headings: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """A table. Piped, rows are printed as they come: uncut, no headings, tabs between cells, for cut and awk."""
    if not sys.stdout.isatty():
        for one in rows:
            row(one)
        return
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for one in rows:
        shown.add_row(*(Text(_cell(cell)) for cell in one))
    console(sys.stdout).print(shown)


def row(cells: Sequence[str | None]) -> None:
    """One line of a piped table."""
    print("\t".join(_cell(cell) for cell in cells), flush=True)


def console(stream: TextIO) -> Console:
    """A rich console that takes no text for markup, and finds no numbers to colour."""
    return Console(file=stream, markup=False, highlight=False, emoji=False)


def size(number: int | None) -> str:
    """Bytes as people read them, in thousands as file managers count."""
    if number is None:
        return ""
    amount = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _cell(text: str | None) -> str:
    return _NO_RESULT if text is None else printable(text)
