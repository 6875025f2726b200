"""python -m tests.hostile.invocation HANDLER < {"event", "seconds", "memoryMb"}: one invocation, and what it took.

Prints {"answer" │ "raised", "seconds", "cpuSeconds", "peakBytes"} as its last line. The peak is that of this process
and of those that it started, added up, which is more than they ever held together: Linux tells each one's own (proc(5))
and the largest of those that ended (getrusage(2)).
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any


class Context:
    """What Lambda hands over beside the event, with a clock that runs."""

    aws_request_id = "hostile"

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self._until = time.monotonic() + seconds
        self.memory_limit_in_mb = str(memory_mb)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._until - time.monotonic()) * 1000))


def main() -> None:
    """Runs it."""
    module, _, name = sys.argv[1].rpartition(".")
    told = json.load(sys.stdin)
    handler = getattr(importlib.import_module(module), name)
    context, started = Context(told["seconds"], told["memoryMb"]), time.monotonic()
    ended: dict[str, Any]
    try:
        ended = {"answer": handler(told["event"], context)}
    except Exception as fault:  # noqa: BLE001 - whatever comes is told
        ended = {"raised": type(fault).__name__}
    seconds = time.monotonic() - started
    print(json.dumps(ended | {"seconds": seconds, "cpuSeconds": _cpu_seconds(), "peakBytes": peak_bytes()}))


def peak_bytes() -> int:
    """The most that this process, those that it has, and those that it had, held."""
    own, of_ended = _most("self"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return own + of_ended + sum(_most(child) for child in descendants("self"))


def descendants(process: str) -> list[str]:
    """The ids of the processes that one has started, and they, and so on."""
    found = [
        child
        for tasks in Path(f"/proc/{process}/task").iterdir()
        for child in (tasks / "children").read_text(encoding="ascii").split()
    ]
    return found + [one for child in found for one in descendants(child)]


def _most(process: str) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    alive = sum(_ticks(child) for child in descendants("self")) / 100
    return sum(one.ru_utime + one.ru_stime for one in spent) + alive


def _ticks(process: str) -> int:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main()
