"""Tables: all that Inlet tells of them, beside Python's csv module that only reads their rows.

Every reading is in a process of its own, which tells its seconds of CPU and its peak; the file is in the system's
cache. Both are one thread, so neighbours on the machine disturb CPU less than they disturb the clock.
"""

import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from bench import report, rounds
from bench.rounds import Times

ROWS = 1_000_000
INLET, STDLIB = "Inlet", "csv.reader"
GOAL = 0.9

# Both read blocks of a file; what a process needs to import before is not counted.
SCRIPTS = {
    INLET: """
import sys, time
from processor.table import reading
from processor.table.findings import findings
def blocks():
    with open(sys.argv[1], "rb") as file:
        while block := file.read(1 << 20):
            yield block
started = time.process_time()
rows = findings(reading.read(blocks(), "text/csv"))["rowCount"] + 1
""",
    STDLIB: """
import csv, sys, time
started = time.process_time()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = sum(1 for row in csv.reader(file))
""",
}
# The peak is of this process alone: what rusage tells begins with the peak of the process that started it.
TELL = """
taken = time.process_time() - started
peak = open("/proc/self/status").read().split("VmHWM:")[1].split()[0]
print(taken, peak, rows, sep=",")
"""
HEAD = ("id", "name", "city", "amount", "quantity", "active", "day", "at")


def _rows(note: Callable[[int], str], count: int) -> Iterator[tuple[object, ...]]:
    drawn = random.Random(1)  # noqa: S311 - no secret
    for number in range(count):
        day = f"20{drawn.randrange(10, 26)}-{drawn.randrange(1, 13):02}-{drawn.randrange(1, 29):02}"
        city = drawn.choice(("Berlin", "Paris", "Rome", ""))
        amount = f"{drawn.random() * 1000:.2f}"
        active = drawn.choice(("true", "false"))
        yield number, note(number), city, amount, drawn.randrange(1000), active, day, f"{day}T12:30:00Z"


def _plain(number: int) -> str:
    return f"name {number * 7919 % 10**6}"


def _quoted(number: int) -> str:
    return f'a "text",\nof {number} lines' if number % 10 == 0 else f"some, text {number}"


TABLES = {"no quotes": _plain, "a quoted cell in each row": _quoted}


def measure(count: int) -> None:
    """Prints a table and the goal: medians of `count` rounds."""
    rows, worst = [], float("inf")
    with tempfile.TemporaryDirectory() as scratch:
        for title, note in TABLES.items():
            file = Path(scratch) / "table.csv"
            with file.open("w", encoding="utf-8", newline="") as written:
                csv.writer(written).writerows(chain([HEAD], _rows(note, ROWS)))
            peaks: dict[str, int] = {}
            ways = {name: partial(_read, name, file, peaks) for name in SCRIPTS}
            taken = rounds.run(ways, count, warm_up=1)
            worst = min(worst, taken[STDLIB].median / taken[INLET].median)
            rows += [_row(f"{title}, {name}", times, taken[STDLIB], peaks[name]) for name, times in taken.items()]
    head = (f"CSV: {ROWS:,} rows of {len(HEAD)} cells", "CPU seconds", "rows/s", "× csv.reader", "peak MB")
    print(f"\n{report.table(head, rows)}\n")
    print(report.goal(worst >= GOAL, f"CSV: at least {worst:.2f} × as fast as csv.reader (goal: ≥ {GOAL})"))


def _row(title: str, times: Times, limit: Times, peak_kb: int) -> tuple[str, ...]:
    speed = limit.median / times.median
    return title, f"{times.median:.2f}", f"{ROWS / times.median:,.0f}", f"{speed:.2f}", f"{peak_kb / 1024:.0f}"


def _read(name: str, file: Path, peaks: dict[str, int]) -> float:
    command = [sys.executable, "-c", SCRIPTS[name] + TELL, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak_kb, rows = done.stdout.split(",")
    if int(rows) != ROWS + 1:
        raise ValueError(f"{name} counted {rows} rows")
    peaks[name] = max(int(peak_kb), peaks.get(name, 0))
    return float(seconds)
