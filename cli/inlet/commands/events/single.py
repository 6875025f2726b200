"""One event, by options."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click


def single(
    type_: str | None, user: str | None, members: Sequence[str], at: datetime | None, event_id: str | None
) -> dict[str, Any] | None:
    """The event that options describe, or None. Raises UsageError when they describe half of one."""
    about = {"event_id": event_id, "user_id": user, "timestamp": at}
    given = {name: value for name, value in about.items() if value is not None}
    if type_ is None:
        if given or members:
            raise click.UsageError("--user, --set, --time and --id describe one event: give its --type.")
        return None
    event = {"event_type": type_, **given}
    properties = dict(_member(one) for one in members)
    return event | {"properties": properties} if properties else event


def _member(text: str) -> tuple[str, Any]:
    """`amount=12.5` is a number, `page=/home` text: the value is JSON where it can be."""
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise click.UsageError(f"--set: {text!r} is not NAME=VALUE.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
