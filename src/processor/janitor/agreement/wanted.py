"""What an event asks the janitor for. Pure."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

_TENANT = re.compile(r"t-[0-9a-f]{32}")
_RUN = re.compile(r"[0-9a-f-]{36}")
_MOST_SECONDS = 10 * 365 * 86400
_MEMBERS = {"dryRun", "graceSeconds", "tenant"}


class BadEvent(ValueError):
    """The event asks for no such thing; the text says what is wrong with it."""


@dataclass(frozen=True)
class Begin:
    """That a run be begun, and worked on."""

    dry_run: bool
    grace: timedelta
    tenant: str | None


@dataclass(frozen=True)
class GoOn:
    """That the run of that id be worked on, if it is not over; None: whichever is under way, or is due."""

    run: str | None


def parse(event: dict[str, Any], grace: timedelta) -> Begin | GoOn:
    """{"dryRun": true, "graceSeconds": 86400, "tenant": "t-…"}: the last two may be missing, `grace` is usual.
    {"run": "…"}: begun before. Anything else is the clock's. Raises BadEvent.
    """
    if "run" in event:
        if not isinstance(event["run"], str) or not _RUN.fullmatch(event["run"]):
            raise BadEvent("run must be the id of a run")
        return GoOn(event["run"])
    if not _MEMBERS & event.keys():
        return GoOn(None)
    dry_run, seconds = event.get("dryRun"), event.get("graceSeconds", grace.total_seconds())
    tenant = event.get("tenant")
    if not isinstance(dry_run, bool):
        raise BadEvent("dryRun must be true or false")
    if type(seconds) not in (int, float) or not 0 <= seconds <= _MOST_SECONDS:
        raise BadEvent("graceSeconds must be a number of seconds from 0 on")
    if tenant is not None and not (isinstance(tenant, str) and _TENANT.fullmatch(tenant)):
        raise BadEvent("tenant must be the id of a tenant")
    if unknown := event.keys() - _MEMBERS:
        raise BadEvent(f"there are {len(unknown)} members that nobody knows")
    return Begin(dry_run, timedelta(seconds=int(seconds)), tenant)
