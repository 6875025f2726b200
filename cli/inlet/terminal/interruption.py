"""Ctrl-C, of which the first only asks to come to an end."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def until_interrupted(stop: Callable[[], None]) -> Iterator[threading.Event]:
    """Calls `stop` at the first Ctrl-C, and sets what it yields; the second interrupts as ever."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        interrupted.set()
        stop()
        print("\nending after what is under way; Ctrl-C again ends at once", file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
