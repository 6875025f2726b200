"""What a bench prints: what it ran on, and a table for people, which docs/benchmarks.md can take as it is."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime


def machine() -> str:
    """What the figures hold for, in a line."""
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores {platform.machine()}, "
        f"Python {platform.python_version()}, {platform.system()}, load {load:.1f} before"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns line up; the first is text, the others are figures."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join(f"| {' | '.join(_fitted(line, widths))} |" for line in (lines[0], rule, *lines[1:]))


def _fitted(line: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    first, *others = zip(line, widths, strict=True)
    yield first[0].ljust(first[1])
    for text, width in others:
        yield text.rjust(width)


def milliseconds(seconds: float) -> str:
    """Three digits that count: 0.123, 1.23, 12.3, 123."""
    value = seconds * 1000
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3}f}"


def goal(kept: bool, said: str) -> str:
    """A goal with whether this run kept it."""
    return f"{'✓' if kept else '✗'} {said}"
