"""Rounds: every contestant once a round, each round in another order, so that nobody always goes first."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Seconds = float


@dataclass(frozen=True)
class Times:
    """What a contestant took, round by round."""

    seconds: tuple[Seconds, ...]

    @property
    def median(self) -> Seconds:
        """The middle one: a round that something disturbed does not move it."""
        return statistics.median(self.seconds)

    def percentile(self, percent: int) -> Seconds:
        """The least time that `percent` of the rounds kept to."""
        ordered = sorted(self.seconds)
        return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def run(contestants: Mapping[str, Callable[[], Seconds]], rounds: int, warm_up: int) -> dict[str, Times]:
    """Calls every contestant `warm_up` + `rounds` times; each tells its seconds, of which the first are not counted."""
    names = list(contestants)
    taken: dict[str, list[Seconds]] = {name: [] for name in names}
    for turn in range(warm_up + rounds):
        for name in rotated(names, turn):
            seconds = contestants[name]()
            if turn >= warm_up:
                taken[name].append(seconds)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def rotated(names: Sequence[str], turn: int) -> list[str]:
    """The names in the order of round `turn`: the next one goes first, and every other round runs backwards."""
    start = turn % len(names)
    order = [*names[start:], *names[:start]]
    return order[::-1] if turn % 2 else order
