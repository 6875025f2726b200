"""What commands about events share: which ones are meant, and how they are shown."""

import functools
import json
from collections.abc import Callable
from typing import Any

import click

from inlet.events.values import Event
from inlet.terminal.moments import shown

HEADINGS = ("time", "type", "who", "id", "properties")
LONGEST = 100  # characters of properties in a table

Command = Callable[..., Any]


def selecting(command: Command) -> Command:
    """Gives a command the options --type and --user."""

    @click.option("--type", "type_", metavar="TYPE", help="Only events of this type.")
    @click.option("--user", metavar="ID", help="Only events of this user.")
    @functools.wraps(command)
    def wrapped(*arguments: Any, type_: str | None, user: str | None, **options: Any) -> Any:
        return command(*arguments, wanted={"type": type_, "user": user}, **options)

    return wrapped


def row(event: Event) -> tuple[str, ...]:
    """The row of an event."""
    told = json.dumps(event.properties, ensure_ascii=False)
    short = told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"
    return shown(event.timestamp), event.type, event.user_id or event.anonymous_id or "", event.event_id, short
