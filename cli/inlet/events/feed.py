"""A slow source that can be left at any time: it is read by a thread of its own."""

from collections.abc import Iterable, Iterator
from queue import Empty, Queue
from threading import Event, Thread

from inlet.events.values import Given

_AHEAD = 5000  # events that are read before they are wanted


class Feed:
    """What a source gives, with a None behind what came before a pause. It ends with the source, or when stopped."""

    def __init__(self, source: Iterable[tuple[int, Given]], pause_seconds: float = 1.0) -> None:
        self._source = source
        self._pause_seconds = pause_seconds
        self._queue: Queue[tuple[int, Given] | BaseException | None] = Queue(_AHEAD)
        self._stopped = Event()

    def stop(self) -> None:
        """No more is given, not even what was read already."""
        self._stopped.set()

    def __iter__(self) -> Iterator[tuple[int, Given]]:
        """Raises what the source raises."""
        Thread(target=self._read, name="inlet-feed", daemon=True).start()
        last = 0
        while not self._stopped.is_set():
            try:
                got = self._queue.get(timeout=self._pause_seconds)
            except Empty:
                yield last, None
                continue
            if got is None:
                return
            if isinstance(got, BaseException):
                raise got
            last = got[0]
            yield got

    def _read(self) -> None:
        end: BaseException | None = None
        try:
            for one in self._source:
                self._queue.put(one)
                if self._stopped.is_set():
                    return
        except BaseException as failure:  # noqa: BLE001 - raised where the events are taken
            end = failure
        self._queue.put(end)
