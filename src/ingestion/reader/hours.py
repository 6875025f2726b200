"""Which hours have events: those of the totals, and those of slices that the totals lack. Others cost nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from common.events import keys
from ingestion.reader.merge import AFTER
from ingestion.reader.table import Table
from ingestion.reader.wanted import HOUR

# Days that are looked at together: few for what is asked most, the last days; then more and more.
_FIRST_DAYS = 2
_MOST_DAYS = 100
_GROWTH = 4

_DAY = 10  # characters of 2026-11-21


@dataclass(frozen=True)
class Hours:
    """The hours of a tenant that have events of `type` (of any, where it is empty).

    Totals that have not changed since `folded_since` (an instant as text) tell of slices that are no longer there.
    """

    table: Table
    tenant: str
    type: str
    folded_since: str

    def before(self, last: str, first: str) -> Iterator[str]:
        """Hours from `last` down to `first`, both included. Some may turn out to have none. Raises Busy."""
        for days in _windows(date.fromisoformat(last[:_DAY]), date.fromisoformat(first[:_DAY])):
            for day in self._having(days, keys.day_total, _DAY):
                hours = [f"{day}T{hour:02}" for hour in range(23, -1, -1)]
                within = [hour for hour in hours if first <= hour <= last]
                yield from self._having(within, keys.hour_total, HOUR)

    def _having(self, periods: list[str], total: Callable[[str, str], str], length: int) -> list[str]:
        # In this order: what is folded between the two is then in the totals.
        unfolded = set(self._unfolded(periods[-1], periods[0], length))
        names = {period: (keys.totals(self.tenant), total(period, self.type)) for period in periods}
        totals = self.table.rows(list(names.values()), "foldedAt", consistent=True)
        live = {
            period
            for period, name in names.items()
            if name in totals and totals[name].get("foldedAt", {"S": AFTER})["S"] >= self.folded_since
        }
        return [period for period in periods if period in live or period in unfolded]

    def _unfolded(self, first: str, last: str, length: int) -> Iterator[str]:
        """Periods that slices are of which the totals lack: the index is asked for the newest before each found."""
        high = f"{self.tenant}#{last}{AFTER}"
        while True:
            found, _ = self.table.entries(keys.unfolded(self.tenant), f"{self.tenant}#{first}", high, 1)
            if not found:
                return
            period = found[0]["gs"]["S"].removeprefix(f"{self.tenant}#")[:length]
            yield period
            high = f"{self.tenant}#{period}"


def _windows(last: date, first: date) -> Iterator[list[str]]:
    """The days from `last` down to `first`, in lists that grow."""
    size = _FIRST_DAYS
    while last >= first:
        size_here = min(size, (last - first).days + 1)
        yield [(last - timedelta(days=back)).isoformat() for back in range(size_here)]
        last -= timedelta(days=size_here)
        size = min(size * _GROWTH, _MOST_DAYS)
