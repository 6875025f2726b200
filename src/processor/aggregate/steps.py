"""Which slices, and how much of them, one fold takes: what fits into a transaction of DynamoDB. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.events import keys
from common.events.folds import Kept

MAX_ROWS = 100  # that a transaction writes, by DynamoDB
MAX_BYTES = 3_500_000  # of 4 MB, by DynamoDB

# What rows of totals and of pages hold at most, keys included; see `sketch` and `pages`.
_TOTAL_BYTES = 5_000
_PAGES_BYTES = 90_000


@dataclass(frozen=True)
class Step:
    """The types of a slice, from `first` up to but not including `end`, that one fold adds to the totals."""

    slice: Kept
    first: int
    end: int

    @property
    def types(self) -> tuple[str, ...]:
        """Names of the types."""
        return tuple(name for name, _ in self.slice.sums[self.first : self.end])


def fitting(slices: Iterable[Kept]) -> list[Step]:
    """As many of the `slices` as fit into one transaction, whole; or of the first, as many types as fit.

    Each of them has types left. What is not taken is left to another fold.
    """
    steps: list[Step] = []
    rows: set[str] = {keys.REVISION}
    size_bytes = 0
    for one in slices:
        step = Step(one, one.done, len(one.sums))
        more = rows | rows_of(step)
        grown = size_bytes + one.size_bytes
        if _fits(more, len(steps) + 1, grown):
            steps.append(step)
            rows, size_bytes = more, grown
        elif not steps:
            return [_begun(one)]
        else:
            break
    return steps


def rows_of(step: Step) -> set[str]:
    """The rows beside the slice's own that a step may change."""
    hour, day = step.slice.hour, keys.day(step.slice.hour)
    rows = {keys.active(hour), keys.active(day), keys.pages(hour), keys.pages(day)}
    rows |= {keys.hour_total(hour, ""), keys.day_total(day, "")}
    for kind in step.types:
        rows |= {keys.hour_total(hour, kind), keys.day_total(day, kind)}
    return rows


def _begun(one: Kept) -> Step:
    """The part of a slice of many types that fits. A row holds 400 KB, so it is never too large for the bytes."""
    without_types = 1 + 1 + len(rows_of(Step(one, 0, 0)))
    return Step(one, one.done, min(one.done + (MAX_ROWS - without_types) // 2, len(one.sums)))


def _fits(rows: set[str], slices: int, size_bytes: int) -> bool:
    of_pages = sum(row.startswith("P#") for row in rows)
    all_bytes = size_bytes + _PAGES_BYTES * of_pages + _TOTAL_BYTES * (len(rows) - of_pages)
    return len(rows) + slices <= MAX_ROWS and all_bytes <= MAX_BYTES
