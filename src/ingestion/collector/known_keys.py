"""Whose a write key is, remembered by this container for a while: most requests come with the same few."""

import time
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
        self._kept: dict[str, tuple[float, Value]] = {}

    def get(self, name: str) -> Value | None:
        """What was put in under the name; None when that was too long ago, too much came since, or never."""
        put_at, value = self._kept.get(name, (float("-inf"), None))
        return value if time.monotonic() - put_at < self._seconds else None

    def put(self, name: str, value: Value) -> None:
        """Remembers `value` from now on."""
        self._kept.pop(name, None)
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = (time.monotonic(), value)

    def clear(self) -> None:
        """Forgets all."""
        self._kept.clear()


# Apart, so that whoever tries keys by the thousand pushes out none that are good.
good: Recent[Holder] = Recent(GOOD_SECONDS, MOST)
bad: Recent[bool] = Recent(BAD_SECONDS, MOST)


def holder(table: str, key: str) -> Holder | None:
    """Whose the key is, or was within the last 30 seconds; None for what was no key, or none any more. Raises Busy."""
    if remembered := good.get(key):
        return remembered
    if bad.get(key):
        return None
    found = write_keys.holder(table, key)
    if found:
        good.put(key, found)
    else:
        bad.put(key, True)
    return found
