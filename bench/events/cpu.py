"""What an event costs the CPU in Inlet's own code, beside the usual way and the least that is known: µs an event.

    python -m bench.events.cpu TABLE ROUNDS

It is measured in a process of its own, whose environment leads to the embedded cloud.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from bench import report, rounds
from bench.events import jobs
from local.home import ROOT, Trouble, aws_settings
from tools.embedded import Embedded

_SAMPLE_SECONDS = 0.05


def measure(cloud: Embedded, count: int) -> None:
    """Prints a table and the goals, from `count` rounds. Raises Trouble when the process fails."""
    command = [sys.executable, "-m", "bench.events.cpu", cloud.outputs["events_table"], str(count)]
    variables = cloud.environment | aws_settings(cloud.endpoint)
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"bench.events.cpu failed\n{done.stderr}")
    print(done.stdout, end="")


def main(table: str, count: int) -> None:
    """What `measure` prints."""
    told = []
    rows = []
    for job in jobs.jobs(table):
        ways = {"usual": job.usual[1], "least": job.least[1], "ours": job.ours}
        took = rounds.run({name: partial(_seconds, act) for name, act in ways.items()}, count, warm_up=1)
        micro = {name: seconds.median / job.events * 1e6 for name, seconds in took.items()}
        ratio = micro["ours"] / micro["least"]
        named = f"{job.usual[0]}: {micro['usual']:.1f}", f"{job.least[0]}: {micro['least']:.2f}"
        rows.append((job.name, *named, f"{micro['ours']:.2f}", f"{ratio:.2f}"))
        told.append(report.goal(ratio <= job.goal, f"{job.name}: {ratio:.2f} × the least (goal: ≤ {job.goal})"))
    head = ("µs of CPU an event", "usual", "the least", "Inlet", "Inlet / the least")
    print(f"\n{report.table(head, rows)}\n")
    print("\n".join(told))


def _seconds(act: Callable[[], object]) -> float:
    """Of one act, done as often as it takes to be measured: the first time after something else is another matter."""
    started, acts = time.process_time(), 0
    while (took := time.process_time() - started) < _SAMPLE_SECONDS:
        act()
        acts += 1
    return took / acts


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
