"""The body of a request as it leaves the machine: in slices, counted, and stopped on demand."""

from collections.abc import Callable, Iterable, Iterator
from threading import Event

from inlet.s3.delivery import Stopped

# A slice has to be sent within transport.TIMEOUT_SECONDS: good for lines from 4 KiB a second on.
SLICE_BYTES = 256 * 1024


def sliced(blocks: Iterable[memoryview | bytes], reach: Callable[[int], None], stop: Event) -> Iterator[memoryview]:
    """The bytes of `blocks`; `reach` is told how many have been taken. Raises Stopped as soon as `stop` is set."""
    sent = 0
    for block in blocks:
        view = memoryview(block)
        for at in range(0, len(view), SLICE_BYTES):
            if stop.is_set():
                raise Stopped("stopped")
            part = view[at : at + SLICE_BYTES]
            yield part
            sent += len(part)
            reach(sent)
