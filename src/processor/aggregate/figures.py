"""What a report says of one tenant in one period, as a message and as a letter. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from common import times
from common.events import tally
from common.events.pages import Pages
from common.events.tally import Tally
from common.events.totals import Reading
from common.mail.letters import Letter, shown
from processor.aggregate.periods import Period

# SNS takes 256 KB, and nobody reads more. Names are 100 characters at most, pages 200.
SHOWN_TYPES = 50
SHOWN_PAGES = 10
# Counting more bad events would cost more than the number says.
MOST_BAD = 10_000


@dataclass(frozen=True)
class Report:
    """The figures of `period` and the one before it. `bad` is MOST_BAD where there are so many or more."""

    tenant: str
    period: Period
    reading: Reading
    pages: Pages
    bad: int

    @property
    def id(self) -> str:
        """The same however often it is sent."""
        return f"{self.tenant}/{self.period.kind}/{self.period.name}"

    @property
    def types(self) -> list[str]:
        """All types of both periods, those with most events first."""
        found = {kind for _, kind in self.reading.tallies if kind}
        return sorted(found, key=lambda kind: (-self._now(kind).count, -self._before(kind).count, kind))

    def message(self) -> dict[str, Any]:
        """What subscribers get."""
        return {
            "id": self.id,
            "tenantId": self.tenant,
            "period": self.period.kind,
            "start": times.text(self.period.begins_at),
            "end": times.text(self.period.ends_at),
            "total": self._figures(""),
            "types": [{"type": kind, **self._figures(kind)} for kind in self.types[:SHOWN_TYPES]],
            "furtherTypes": max(len(self.types) - SHOWN_TYPES, 0),
            "badEvents": self.bad,
            "topPages": [{"page": page, "views": views} for page, views in self.pages.top(SHOWN_PAGES)],
            "topPagesMissAtMost": self.pages.missed,
            "complete": self.reading.complete,
        }

    def letter(self) -> Letter:
        """The same for people."""
        total = self._now("")
        name = f"{self.period.begins_at:%Y-%m-%d %H}:00 UTC" if self.period.kind == "hour" else self.period.name
        lines = [
            f"Events of {self.tenant} in the {self.period.kind} from {times.text(self.period.begins_at)}:",
            "",
            f"{'events':>9}  {'users':>9}  {'change':>18}",
            self._line("", "all types"),
            *(self._line(kind, shown(kind)) for kind in self.types[:SHOWN_TYPES]),
            *([f"  and {len(self.types) - SHOWN_TYPES} more types"] if len(self.types) > SHOWN_TYPES else []),
            "",
            f"Bad events: {self.bad}{' or more' if self.bad >= MOST_BAD else ''}",
            *self._top_pages(),
            *([] if self.reading.complete else ["", "Not complete: more events wait to be summed up."]),
            "",
        ]
        return Letter(f"[Inlet] {total.count} events, {name}, {self.tenant}", "\n".join(lines))

    def _top_pages(self) -> list[str]:
        if not self.pages.views:
            return []
        bound = f" (each was seen up to {self.pages.missed} times more)" if self.pages.missed else ""
        top = self.pages.top(SHOWN_PAGES)
        return ["", f"Top pages{bound}:", *(f"{views:>9}  {shown(page)}" for page, views in top)]

    def _line(self, kind: str, name: str) -> str:
        now, before = self._now(kind), self._before(kind)
        about = "~" if now.users.approximate else ""
        change, percent = now.count - before.count, _percent(now, before)
        told = f"{change:+}" + (f" ({percent:+} %)" if percent is not None else "")
        return f"{now.count:>9}  {about + str(now.users.count):>9}  {told:>18}  {name}"

    def _figures(self, kind: str) -> dict[str, Any]:
        now, before = self._now(kind), self._before(kind)
        return {
            "count": now.count,
            "uniqueUsers": now.users.count,
            "uniqueUsersApproximate": now.users.approximate,
            "countBefore": before.count,
            "change": now.count - before.count,
            "changePercent": _percent(now, before),
        }

    def _now(self, kind: str) -> Tally:
        return self.reading.tallies.get((self.period.name, kind), tally.NOTHING)

    def _before(self, kind: str) -> Tally:
        return self.reading.tallies.get((self.period.before.name, kind), tally.NOTHING)


def published(report: Report) -> str:
    """The message in SNS's form for several protocols: JSON for programs, the letter for e-mail."""
    told = json.dumps(report.message(), ensure_ascii=False)
    return json.dumps({"default": told, "email": report.letter().body}, ensure_ascii=False)


def _percent(now: Tally, before: Tally) -> float | None:
    """The change in per cent; None where there was nothing before."""
    return round(100 * (now.count - before.count) / before.count, 1) if before.count else None
