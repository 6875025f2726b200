"""The hours and days that reports are of. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from common.events.totals import Range

_LENGTH = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_FORM = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d"}
_WRITTEN = {"hour": re.compile(r"\d{4}-\d\d-\d\dT\d\d", re.ASCII), "day": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)}

# How many periods back a run looks for those that nobody was told of.
LOOK_BACK = {"hour": 24, "day": 3}


class BadPeriod(ValueError):
    """The period that was asked for cannot be told of; the text says why."""


@dataclass(frozen=True)
class Period:
    """An hour or a day of UTC, by its first instant."""

    kind: str
    begins_at: datetime

    @property
    def name(self) -> str:
        """As keys have it: `2026-11-21T13` or `2026-11-21`."""
        return self.begins_at.strftime(_FORM[self.kind])

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return self.begins_at + _LENGTH[self.kind]

    @property
    def before(self) -> "Period":
        """The one before it."""
        return Period(self.kind, self.begins_at - _LENGTH[self.kind])

    @property
    def with_the_one_before(self) -> Range:
        """Both, as totals are asked for."""
        return Range(self.before.name, self.name)


def asked(event: dict[str, Any], now: datetime) -> list[Period]:
    """The periods that `event` asks for, oldest first; they are over. Raises BadPeriod."""
    kind = event.get("period")
    if not isinstance(kind, str) or kind not in _LENGTH:
        raise BadPeriod("period must be hour or day")
    if "start" in event:
        return [_one(kind, event["start"], now)]
    latest = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    latest = latest.replace(hour=0) if kind == "day" else latest
    return [Period(kind, latest - back * _LENGTH[kind]) for back in range(LOOK_BACK[kind], 0, -1)]


def _one(kind: str, start: object, now: datetime) -> Period:
    if not isinstance(start, str) or not _WRITTEN[kind].fullmatch(start):
        raise BadPeriod("start must look like 2026-11-21T13, of a day like 2026-11-21, in UTC")
    try:
        period = Period(kind, datetime.strptime(start, _FORM[kind]).replace(tzinfo=UTC))
    except ValueError:
        raise BadPeriod("there is no such period") from None
    if period.ends_at > now:
        raise BadPeriod("the period is not over")
    return period
