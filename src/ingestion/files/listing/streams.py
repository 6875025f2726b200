"""A list as a stream of sort keys, newest first, that can be sought in. Pure: reading is handed in."""

from collections.abc import Callable, Iterable

# Keys from one on downwards, at most so many of them; and whether there may be more.
Read = Callable[[str, int], tuple[list[str], bool]]

# Follows all that sort keys are made of: behind a key it is just above it, behind an instant above all of its files.
AFTER = "~"

# What one query answers for a unit or two; and what it may grow to while its answers are of use.
_FEW, _MANY = 8, 512
# A read that answered fewer questions than these was hardly worth it.
_ENOUGH = 4


class Stream:
    """A share of a list. Questions are to go downwards."""

    def __init__(self, read: Read, first: int = _FEW) -> None:
        self._read, self._size = read, first
        self._keys: list[str] = []
        self._at = 0
        self._more = True
        self._answers = 0
        self._reads = 0
        self.poor = 0

    def below(self, bound: str) -> str | None:
        """The newest key below `bound`; None: there is none."""
        while True:
            while self._at < len(self._keys) and self._keys[self._at] >= bound:
                self._at += 1
            if self._at < len(self._keys):
                self._answers += 1
                return self._keys[self._at]
            if not self._more:
                return None
            self._fetch(bound)

    def _fetch(self, bound: str) -> None:
        """Reads on: `poor` counts reads without pause that answered next to nothing, since it had to leap."""
        if self._reads:
            worth_it = self._answers >= _ENOUGH
            self.poor = 0 if worth_it else self.poor + 1
            self._size = min(2 * self._size, _MANY) if worth_it else _FEW
        self._keys, self._more = self._read(_under(bound), self._size)
        self._at = self._answers = 0
        self._reads += 1


class Union:
    """Several streams as one, which has what any of them has."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self._streams = list(streams)

    def below(self, bound: str) -> str | None:
        """The newest key below `bound`; None: there is none."""
        return max((key for one in self._streams if (key := one.below(bound)) is not None), default=None)

    @property
    def poor(self) -> int:
        """As that of the stream that had to leap most."""
        return max(one.poor for one in self._streams)

    @poor.setter
    def poor(self, poor: int) -> None:
        for one in self._streams:
            one.poor = poor


def _under(bound: str) -> str:
    """What lies below `bound` lies at or below this: DynamoDB's BETWEEN includes its ends."""
    return bound[:-1] + chr(ord(bound[-1]) - 1) + AFTER
