"""What is counted of some events: how many they are, by whom, on which pages. Pure."""

from collections import Counter
from dataclasses import dataclass, field

from common.events import pages, sketch
from common.events.pages import Pages
from common.events.sketch import Users
from common.events.slices import Sums


@dataclass(frozen=True)
class Tally:
    """How many events, and by how many users."""

    count: int = 0
    users: Users = sketch.NOBODY

    def plus(self, other: "Tally") -> "Tally":
        """The events of both."""
        return Tally(self.count + other.count, sketch.merged(self.users, other.users))


NOTHING = Tally()


@dataclass
class Added:
    """What slices add together. It grows; a tally or pages are made of it once."""

    count: int = 0
    hashes: set[int] = field(default_factory=set)
    views: Counter[str] = field(default_factory=Counter)

    def add(self, sums: Sums) -> None:
        """Counts what a slice has of one type."""
        self.count += sums.count
        self.hashes.update(int(one, 16) for one in sums.users)
        self.views.update(sums.pages)

    @property
    def tally(self) -> Tally:
        """Events and users."""
        return Tally(self.count, sketch.of(self.hashes))

    @property
    def pages(self) -> Pages:
        """Views by page."""
        return pages.of(self.views)
