"""Slices merged without a table: nothing is missed, nothing is read for nothing, and every page comes further."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from common.events.slices import Entry
from ingestion.reader import merge
from ingestion.reader.merge import Share, Slice
from ingestion.reader.wanted import Position, top

HOUR = "2026-11-21T13"
SHARES = 4


def instant(seconds: int) -> str:
    return f"{HOUR}:{seconds // 60:02}:{seconds % 60:02}.000Z"


# Each slice: its share, and the seconds of its events.
SLICE = st.tuples(st.integers(0, SHARES - 1), st.lists(st.integers(0, 40), min_size=1, max_size=6))
SLICES = st.lists(SLICE, max_size=25)


class Shelf:
    """The slices of an hour, by share; counts how often they are read."""

    def __init__(self, spans: list[tuple[int, list[int]]]) -> None:
        self.shares: list[list[Slice]] = [[] for _ in range(SHARES)]
        self.reads = 0
        for number, (share, seconds) in enumerate(spans):
            entries = tuple(
                Entry(instant(second), "click", f"{number:03}-{place}")
                for place, second in enumerate(sorted(seconds, reverse=True))
            )
            self.shares[share].append((f"{entries[0].timestamp}#{number:03}#0", entries))
        for found in self.shares:
            found.sort(reverse=True)

    def events(self) -> list[tuple[str, str]]:
        entries = [entry for share in self.shares for _, found in share for entry in found]
        return sorted(((one.timestamp, one.event_id) for one in entries), reverse=True)

    def share(self, number: int, position: Position, at_once: int) -> Share:
        high = max(position.timestamp + merge.AFTER, position.starts[number])
        there = [one for one in self.shares[number] if one[0] <= high]

        def read(start: Any) -> tuple[list[Slice], Any]:
            self.reads += 1
            first = start or 0
            rest = first + at_once
            return there[first:rest], rest if rest < len(there) else None

        return Share(read)

    def page(self, position: Position, limit: int, at_once: int, may_read: int) -> Any:
        shares = [self.share(number, position, at_once) for number in range(SHARES)]
        until = self.reads + may_read
        return merge.newest(shares, position, lambda _: True, limit, lambda: self.reads < until)


@settings(max_examples=300, deadline=None)
@given(SLICES, st.integers(1, 9), st.integers(1, 3), st.integers(0, 6))
def test_page_by_page_it_is_all_of_it(spans, limit, at_once, may_read):
    shelf, told = Shelf(spans), list[tuple[str, str]]()
    position: Position | None = top(HOUR)
    while position:
        few, rest = shelf.page(position, limit, at_once, may_read)
        assert len(few) <= limit
        assert rest is None or rest.key < position.key
        told += few
        position = rest
    assert told == shelf.events()


def test_what_is_older_than_the_page_is_not_read():
    shelf = Shelf([(number % SHARES, [second]) for number, second in enumerate(range(40, 0, -1))])
    few, _ = shelf.page(top(HOUR), 3, 2, 99)
    assert few == shelf.events()[:3]
    assert shelf.reads == SHARES


def test_slices_that_are_told_of_are_not_read_again():
    shelf = Shelf([(0, [second, second]) for second in range(40, 0, -1)])
    _, rest = shelf.page(top(HOUR), 60, 40, 99)
    assert rest
    (share, *_) = [shelf.share(number, rest, 40) for number in range(SHARES)]
    found, _ = share.read(None)
    # But for the last of them: more may have happened in its instant.
    assert [key for key, _ in found] == [key for key, _ in shelf.shares[0][29:]]


def test_a_slice_that_is_not_told_of_whole_is_read_again():
    shelf = Shelf([(0, [40, 1]), *((0, [second]) for second in range(39, 9, -1))])
    few, rest = shelf.page(top(HOUR), 5, 40, 99)
    assert [second for second, _ in few] == [instant(second) for second in range(40, 35, -1)]
    assert rest
    assert rest.starts == (shelf.shares[0][0][0], "", "", "")
