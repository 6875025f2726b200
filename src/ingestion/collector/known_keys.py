"""Whose a write key is, remembered by this container for a while: most requests come with the same few.

The clock is that of the requests. A container that nobody calls is frozen, and its own clocks perhaps with it.
"""

from datetime import datetime
from typing import Generic, TypeVar

from ingestion.tenants import write_keys
from ingestion.tenants.write_keys import Holder

# What is remembered of a key outlives its revocation for so long. Half of the minute that is promised.
GOOD_SECONDS = 30
# A key that is tried just before it is made is soon seen; one that is wrong costs a read every few seconds.
BAD_SECONDS = 5
MOST = 1000

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """What was put in less than so many seconds ago, the last `most` of it."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[str, tuple[datetime, Value]] = {}

    def get(self, name: str, at: datetime) -> Value | None:
        """What was put in under the name; None when that was too long before `at`, too much came since, or never."""
        if name not in self._kept:
            return None
        put_at, value = self._kept[name]
        # Requests may overtake each other: a clock that seems to go back is taken for as much forward.
        return value if abs((at - put_at).total_seconds()) < self._seconds else None

    def put(self, name: str, value: Value, at: datetime) -> None:
        """Remembers `value` from `at` on."""
        self._kept.pop(name, None)
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = (at, value)

    def clear(self) -> None:
        """Forgets all."""
        self._kept.clear()


# Apart, so that whoever tries keys by the thousand pushes out none that are good.
good: Recent[Holder] = Recent(GOOD_SECONDS, MOST)
bad: Recent[bool] = Recent(BAD_SECONDS, MOST)


def holder(table: str, key: str, at: datetime) -> Holder | None:
    """Whose the key is at `at`, or was 30 seconds before; None for what was no key, or none any more. Raises Busy."""
    if not write_keys.is_key(key):
        return None  # it may be half a megabyte, from whoever likes to fill this memory
    if remembered := good.get(key, at):
        return remembered
    if bad.get(key, at):
        return None
    found = write_keys.holder(table, key)
    if found:
        good.put(key, found, at)
    else:
        bad.put(key, True, at)
    return found
