"""Points in time as people type them: RFC 3339, a day, a local time, or how long ago."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

_AGO = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(_: click.Context, __: click.Parameter, given: str | None) -> datetime | None:
    """An option's instant, with its zone: that of this machine where none is given.

    Takes `2026-11-21T13:05:00Z`, `2026-11-21T13:05`, `2026-11-21` (its beginning), and `15m`, `2h`, `7d` (ago).
    """
    if given is None:
        return None
    try:
        if ago := _AGO.fullmatch(given):
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        return datetime.fromisoformat(given).astimezone()
    except (ValueError, OverflowError, OSError) as wrong:
        forms = "2026-11-21, 2026-11-21T13:05, 2026-11-21T13:05:00Z, or 15m, 2h, 7d ago"
        raise click.BadParameter(f"{given!r} is no time: {forms}") from wrong


def during(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options --from and --to."""
    until = click.option("--to", metavar="TIME", callback=moment, help="Before this time.")
    since = click.option(
        "--from",
        "from_",
        metavar="TIME",
        callback=moment,
        help="From then on: a date, a time, or 15m, 2h, 7d ago.",
    )
    return since(until(command))


def shown(instant: datetime) -> str:
    """An instant as people read it: to the second, where they are."""
    return f"{instant.astimezone():%Y-%m-%d %H:%M:%S}"
