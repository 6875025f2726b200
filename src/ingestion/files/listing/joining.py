"""What several streams have in common, newest first: whichever is behind leaps to where another is. Pure.

A stream that has to leap for each single key tells less than the files' rows will, and costs more: it rests a while.
So a key that is told may still lack in a list that rested; whoever shows a file looks at its row anyway.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from ingestion.files.listing.streams import AFTER

_POOR_ENOUGH = 4
_REST = 100


class Seekable(Protocol):
    """A stream, or several as one."""

    poor: int

    def below(self, bound: str) -> str | None:
        """The newest key below `bound`; None: there is none."""


class Join:
    """What all streams of a shard have. `key` is the next of it or, where it is not `sure`, above all that is left;
    None: there is no more.
    """

    def __init__(self, streams: list[Seekable], below: str, spent: Callable[[], bool]) -> None:
        self._awake, self._resting = list(streams), list[Seekable]()
        self._rest = 0
        self._start = self._bound = below
        self._spent = spent
        self.key: str | None = None
        self.sure = False

    def advance(self) -> None:
        """Looks for the next key. Once `spent` says so it stops short of it, but never where this join began."""
        self._wake()
        while not (self._spent() and self._bound < self._start):
            lowest = self._round()
            if lowest is None:
                self.key, self.sure = None, True
                return
            key, agreed = lowest
            self._let_rest()
            if agreed:
                self.key, self.sure, self._bound = key, True, key
                return
            self._bound = key + AFTER
        self.key, self.sure = self._bound, False

    def _round(self) -> tuple[str, bool] | None:
        """The newest key below the bound of the first stream if all have it, else how far another is behind."""
        first = self._awake[0].below(self._bound)
        if first is None:
            return None
        for stream in self._awake[1:]:
            key = stream.below(first + AFTER)
            if key is None:
                return None
            if key != first:
                return key, False
        return first, True

    def _let_rest(self) -> None:
        poorest = max(self._awake, key=lambda stream: stream.poor)
        if poorest.poor >= _POOR_ENOUGH and len(self._awake) > 1:
            self._awake.remove(poorest)
            self._resting.append(poorest)
            self._rest = _REST

    def _wake(self) -> None:
        self._rest -= 1
        if self._resting and self._rest <= 0:
            for stream in self._resting:
                stream.poor = 0
            self._awake += self._resting
            self._resting = []


class Candidates:
    """The keys that the joins of all shards tell, newest first. At the end `rest` is where to go on; None: nowhere."""

    def __init__(self, joins: list[Join]) -> None:
        self._joins = joins
        self.rest: str | None = None

    def __iter__(self) -> Iterator[str]:
        for join in self._joins:
            join.advance()
        while True:
            going = [(join.key, join) for join in self._joins if join.key is not None]
            if not going:
                return
            key, newest = max(going, key=lambda one: one[0])
            if not newest.sure:
                self.rest = key
                return
            yield key
            newest.advance()
