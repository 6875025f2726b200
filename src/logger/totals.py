"""The figures of a digest, summed over audit rows. Pure."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from common.files.notifications import FINDER, Kind
from common.files.verdicts import ADMITTED, INFECTED

# What `add` reads of a row.
NAMES = ("kind", "size", "type", "tenantId", "verdict", "reasonCode", "by")
UNKNOWN_TYPE = "unknown (gone before it was looked at)"


@dataclass
class Tally:
    """How many objects, of how many bytes together."""

    count: int = 0
    size_bytes: int = 0


@dataclass
class Totals:
    """What arrived and what became of it; `rejected` counts by reason code.

    Verdicts of the sweeper are counted apart, in `swept`: the notification of such an object may follow with its own.
    """

    arrivals: int = 0
    size_bytes: int = 0
    by_type: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    tenants: set[str] = field(default_factory=set)
    admitted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    infected: int = 0
    swept: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.arrivals or self.admitted or self.rejected or self.infected or self.swept)

    def add(self, row: dict[str, str | int]) -> None:
        """Counts one row of the audit log; rows of other kinds change nothing."""
        if row["kind"] == Kind.CREATED:
            self._add_arrival(row)
        elif row["kind"] == "decision":
            self._add_verdict(row)

    def _add_arrival(self, row: dict[str, str | int]) -> None:
        size_bytes = int(row.get("size", 0))
        self.arrivals += 1
        self.size_bytes += size_bytes
        tally = self.by_type[str(row.get("type", UNKNOWN_TYPE))]
        tally.count += 1
        tally.size_bytes += size_bytes
        if "tenantId" in row:
            self.tenants.add(str(row["tenantId"]))

    def _add_verdict(self, row: dict[str, str | int]) -> None:
        if row["by"] == FINDER:
            self.swept += 1
        elif row["verdict"] == ADMITTED:
            self.admitted += 1
        elif row["verdict"] == INFECTED:
            self.infected += 1
        else:
            self.rejected[str(row["reasonCode"])] += 1
