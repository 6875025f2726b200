"""inlet events list: stored events."""

from datetime import datetime
from typing import Any

import click

from inlet.commands.events.show import HEADINGS, row, selecting
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.moments import during


@click.command("list")
@selecting
@during
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@as_json
@connected
def every(
    target: Connection,
    wanted: dict[str, Any],
    from_: datetime | None,
    to: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List stored events, the newest first.

    \b
    inlet events --from 1h
    inlet events --user u123 --type purchase --from 2026-11-01 --to 2026-12-01 --json
    """
    with target.client() as client:
        found = list(client.events.find(from_=from_, to=to, limit=limit, **wanted))
    if as_json:
        output.document({"items": [one.told for one in found]})
        return
    output.table(HEADINGS, [row(one) for one in found])
    if len(found) == limit:
        output.say(f"There may be more: these are the newest {limit} (--limit, --to)")
