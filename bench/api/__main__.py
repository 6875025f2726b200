"""python -m bench.api: handlers beside bare calls, signing, cold starts, and the API over HTTP."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from bench import report
from bench.api import cold_start, events, functions, over_http
from bench.api.functions import Function
from local.home import Trouble
from tools.embedded import PAUSED, Embedded, embedded

INSIDE = Path(__file__).with_name("inside.py")
HANDLER_GOAL = 1.3
SIGNING_GOAL = 2.0


def measure(cloud: Embedded, scratch: Path, starts: int, requests: int, only: Collection[str] = ()) -> None:
    """All tables and goals. `starts` cold starts of each function, or of `only` some; `requests` of each kind."""
    made = functions.functions(cloud, scratch)
    (uploads,) = (function for function in made if function.name == "uploads")
    print(report.machine())
    _handlers(_inside(uploads, "bench.api.handlers", requests))
    _signing(_inside(uploads, "bench.api.signing", requests))
    events.enter_write_key(cloud)
    cold_start.measure([function for function in made if not only or function.name in only], starts)
    over_http.measure(cloud, requests)


def _handlers(figures: dict[str, Any]) -> None:
    rows, worst = [], 0.0
    for name, told in figures.items():
        ratio = told["handler"] / told["bare"]
        worst = max(worst, ratio)
        ours, bare = (report.milliseconds(told[way]) for way in ("handler", "bare"))
        rows.append((name, ours, bare, f"{ratio:.2f}", told["calls"]))
    head = ("AWS answering from memory, ms of CPU", "handler", "bare calls", "handler / bare", "the calls")
    print(f"\n{report.table(head, rows)}\n")
    print(
        report.goal(worst <= HANDLER_GOAL, f"handlers: at most {worst:.2f} × their bare calls (goal: ≤ {HANDLER_GOAL})")
    )


def _signing(figures: dict[str, Any]) -> None:
    rows = []
    for name, told in figures.items():
        ratio = told["inlet"] / told["hand"]
        times = [f"{told[way] * 1e6:.0f}" for way in ("boto3", "inlet", "hand")]
        rows.append((name, *times, f"{ratio:.1f}"))
    print(f"\n{report.table(('signing, µs of CPU', 'boto3', 'Inlet', 'by hand', 'Inlet / by hand'), rows)}\n")
    parts = figures["100 parts"]["inlet"] / figures["100 parts"]["hand"]
    print(report.goal(parts <= SIGNING_GOAL, f"100 parts: {parts:.1f} × by hand (goal: ≤ {SIGNING_GOAL})"))


def _inside(function: Function, module: str, count: int) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", "-B", str(INSIDE), str(function.folder), module, str(count)]
    variables = {"PATH": os.environ["PATH"]} | function.environment
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{module} failed\n{done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Runs the bench. Status 1 when there is trouble, 0 also when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--only", nargs="*", default=(), help="functions whose cold starts are measured")
    asked = parser.parse_args()
    try:
        with embedded(PAUSED) as cloud, tempfile.TemporaryDirectory() as scratch:
            measure(cloud, Path(scratch), asked.starts, asked.requests, asked.only)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
