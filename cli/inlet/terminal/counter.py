"""How far something is whose end is not known: a line that changes on a terminal, else one now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.text import Text

from inlet.files.names import printable
from inlet.terminal import output

_PAUSE_SECONDS = 5.0


@contextmanager
def counting() -> Iterator[Callable[[str], None]]:
    """Yields what is called with each new state, in a few words."""
    if sys.stderr.isatty():
        with output.console(sys.stderr).status(Text("…")) as status:
            yield lambda state: status.update(Text(printable(state)))
        return
    said_at = time.monotonic()

    def say(state: str) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= _PAUSE_SECONDS:
            said_at = time.monotonic()
            output.say(state)

    yield say
