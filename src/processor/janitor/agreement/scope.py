"""What a run works with: its settings, and pages of what it looks at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from common import settings
from common.janitor.run import Run
from processor.janitor.agreement.finding import Look

# Who begins the runs that nobody asked for.
BY_CLOCK = "schedule"


@dataclass(frozen=True)
class JanitorSettings:
    """The function `janitor`."""

    catalog_table: str
    uploads_bucket: str
    derived_bucket: str
    processing_queue: str
    processing_paused: bool
    lost_after_seconds: int
    grace_seconds: int
    every_seconds: int
    scheduled: bool
    most_ended: int

    @property
    def lost_after(self) -> timedelta:
        """For how long a run of a file may be silent and alive all the same."""
        return timedelta(seconds=self.lost_after_seconds)

    @property
    def grace(self) -> timedelta:
        """How old something wrong has to be for the daily run to mend it."""
        return timedelta(seconds=self.grace_seconds)

    @property
    def every(self) -> timedelta:
        """From one daily run to the next."""
        return timedelta(seconds=self.every_seconds)

    def most(self, run: Run) -> int | None:
        """How many of each kind whose mending is final `run` may mend. None: all, since somebody asked for it."""
        return self.most_ended if run.by == BY_CLOCK else None


@cache
def for_janitor() -> JanitorSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(JanitorSettings)


@dataclass(frozen=True)
class Scope:
    """What a page of `run` is looked at with, at the time `now`."""

    run: Run
    conf: JanitorSettings
    now: datetime

    @property
    def prefix(self) -> str:
        """What keys of objects begin with."""
        return f"{self.run.tenant}/" if self.run.tenant else ""


@dataclass(frozen=True)
class Page:
    """What is to be looked at, and where the next page begins (JSON text); None after the last."""

    looks: Iterable[Look]
    following: str | None
