"""A share of a CPU, as Lambda gives it with memory: processes are stopped for the rest of each period."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.hostile.invocation import descendants

# Lambda's own period is of this order: what is shorter would be lost in what stopping costs.
_PERIOD_SECONDS = 0.1


@contextmanager
def of_a_cpu(process: int, share: float) -> Iterator[None]:
    """Lets `process`, and those that it starts, run for `share` (0 to 1) of the time, on the clock that they read."""
    if share >= 1:
        yield
        return
    over = threading.Event()
    turns = threading.Thread(target=_take_turns, args=(process, share, over))
    turns.start()
    try:
        yield
    finally:
        over.set()
        turns.join()


def _take_turns(process: int, share: float, over: threading.Event) -> None:
    while not over.wait(_PERIOD_SECONDS * share):
        _tell(process, signal.SIGSTOP)
        over.wait(_PERIOD_SECONDS * (1 - share))
        _tell(process, signal.SIGCONT)


def _tell(process: int, what: signal.Signals) -> None:
    # Of a process that has ended there is nothing to stop.
    with suppress(OSError):
        for one in [str(process), *descendants(str(process))]:
            os.kill(int(one), what)
