"""python -m tests.hostile [WORD …]: hostile files before the functions that read them, or those with a word in a name.

Prints what came of each, and what it took of the memory and time that the function has. Status 1 when that was too
much, or when anything came of it but what has to.
"""

import sys
import tempfile
from pathlib import Path

from bench import report
from tests.hostile.cases import CASES, Case
from tests.hostile.functions import Function, functions
from tests.hostile.measuring import Taken, measured, written

HEAD = ("file", "MB", "function", "outcome", "peak MB", "of", "of CPU", "seconds", "of")
# What the scanner has to say to S3, by what it says to the machine: nobody reads a version without `clean`.
TAGS = {"ok": ("clean",), "infected": ("infected",), "refused": ("refused",)}


def wrong(case: Case, function: Function, taken: Taken) -> list[str]:
    """What is wrong with what came of it, in words."""
    found = taken.exceeds(function)
    if taken.outcome != case.outcomes[function.name]:
        found.append(f"{taken.outcome} instead of {case.outcomes[function.name]}")
    if function.name == "scan" and taken.tags != TAGS.get(taken.outcome.partition(":")[0]):
        found.append(f"tagged {taken.tags}")
    return [f"{case.name}, {function.name}: {what}" for what in found]


def row(case: Case, function: Function, taken: Taken, size: int) -> tuple[str, ...]:
    """A line of the table."""
    memory = (f"{taken.peak_mb:.0f}", str(function.memory_mb))
    time = (f"{taken.cpu_seconds:.1f}", f"{taken.seconds:.1f}", str(function.timeout_seconds))
    return (case.name, f"{size / 1e6:.2f}", function.name, taken.outcome, *memory, *time)


def main() -> int:
    """Runs the cases."""
    words, rows, faults = sys.argv[1:], [], list[str]()
    there = functions()
    with tempfile.TemporaryDirectory() as scratch:
        for case in CASES:
            if words and not any(word.lower() in case.name.lower() for word in words):
                continue
            file = written(case.made(), Path(scratch) / "hostile")
            for name in case.outcomes:
                taken = measured(there[name], file, case.media_type, Path(scratch))
                rows.append(row(case, there[name], taken, file.stat().st_size))
                faults += wrong(case, there[name], taken)
                print("  ".join(rows[-1]), file=sys.stderr)
    print(f"{report.machine()}\n\n{report.table(HEAD, rows)}\n")
    print(
        "\n".join(f"✗ {fault}" for fault in faults) or f"✓ all {len(rows)} within memory and time, and as they must end"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
