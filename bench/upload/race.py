"""Who takes part, and how a run is timed, checked and told."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import report, rounds
from bench.upload.source import Source

LIMIT = "sendfile by hand"


@dataclass(frozen=True)
class Way:
    """One way to upload. `send` is timed; `check` is not: it gets what `send` returned, and raises if that is wrong."""

    send: Callable[[], Any]
    check: Callable[[Any], None]
    cpu_seconds: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Uploads once and checks it; the seconds that the upload took."""
        cpu, started = time.process_time(), time.perf_counter()
        sent = self.send()
        seconds = time.perf_counter() - started
        self.cpu_seconds.append(time.process_time() - cpu)
        self.check(sent)
        return seconds


Rates = dict[str, float]  # bytes a second, by way


def run(title: str, ways: Mapping[str, Way], source: Source, count: int, warm_up: int) -> Rates:
    """Runs all ways for `count` rounds after `warm_up`, prints a table and returns the medians."""
    times = rounds.run(ways, count, warm_up)
    limit = times[LIMIT].median
    rows = [
        (
            name,
            f"{took.median:.2f}",
            f"{source.size / took.median / 1e6:.0f}",
            f"{limit / took.median:.2f}",
            f"{min(took.seconds):.2f}–{max(took.seconds):.2f}",
            f"{sorted(ways[name].cpu_seconds)[len(ways[name].cpu_seconds) // 2]:.2f}",
        )
        for name, took in times.items()
    ]
    head = (title, "s (median)", "MB/s", "× sendfile", "s (all rounds)", "client's CPU s")
    print(f"\n{report.table(head, rows)}\n")
    return {name: source.size / took.median for name, took in times.items()}


def goals(rates: Rates, ours: Sequence[str], others: Sequence[tuple[str, float]]) -> None:
    """Prints for each of our ways whether it reaches so many times the rate of the others."""
    for way in ours:
        for other, factor in others:
            ratio = rates[way] / rates[other]
            print(report.goal(ratio >= factor, f"{way}: {ratio:.2f} × {other} (goal: ≥ {factor})"))
