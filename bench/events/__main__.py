"""python -m bench.events: Inlet and the obvious design, each with a client that batches and with one that does not."""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from bench import report, rounds
from bench.events import cpu, inlet, tables
from bench.events.obvious import side as obvious
from bench.events.obvious import stack
from bench.events.turns import CallLog, Contestant
from local.home import Trouble
from local.outputs import client
from tools.embedded import Embedded, embedded

BATCH = 100


def measure(cloud: Embedded, log: Path, batched: int, single: int, count: int, lanes: int, cpu_rounds: int = 5) -> None:
    """All tables and goals: turns of `batched` events in batches, of `single` events one a call; `count` rounds
    after one; of what the CPU does `cpu_rounds` at least."""
    sides = (inlet.side(cloud), obvious.side(cloud, stack.build(cloud, cloud.outputs["events_table"], _at_once(cloud))))
    calls, chance = CallLog(log), random.Random(1)  # noqa: S311 - drawn, not secret
    contestants = [
        Contestant(cloud, calls, side, a_call, events, lanes, chance)
        for a_call, events in ((BATCH, batched), (1, single))
        for side in sides
    ]
    print(f"{batched} events by {BATCH} a call, {single} by one; {lanes} connections; {count} rounds after one")
    print(report.machine())
    with inlet.clock_stopped(cloud):
        rounds.run({one.name: one for one in contestants}, count, warm_up=1)
    for show in (tables.rates, tables.calls, tables.bills):
        show(contestants, count)
    ours, others = contestants[0], contestants[1::2]
    tables.goals(ours, others, count)
    cpu.measure(cloud, max(cpu_rounds, count))


def _at_once(cloud: Embedded) -> int:
    """How many executions Inlet's queue of events feeds at a time."""
    function = cloud.outputs["functions"]["events"]
    mappings = client("lambda", cloud.place).list_event_source_mappings()["EventSourceMappings"]
    (mapping,) = (one for one in mappings if f":{function}:" in f"{one['FunctionArn']}:")
    return int(mapping["ScalingConfig"]["MaximumConcurrency"])


def main() -> int:
    """Runs the bench. Status 1 when there is trouble, 0 also when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.events", description=__doc__)
    parser.add_argument("--events", type=int, default=2000, help="of a turn, by batches")
    parser.add_argument("--single", type=int, default=300, help="of a turn, one a call")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parallel", type=int, default=4)
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            log = Path(scratch) / "calls.jsonl"
            with embedded({"CALL_LOG": str(log)}) as cloud:
                measure(cloud, log, asked.events, asked.single, asked.rounds, asked.parallel)
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
