"""inlet events tail: events as they are stored."""

from datetime import datetime
from typing import Any

import click

from inlet.commands.events.following import new_events
from inlet.commands.events.show import row, selecting
from inlet.network.retry import Backoff
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.moments import moment


@click.command()
@selecting
@click.option(
    "--from",
    "from_",
    metavar="TIME",
    callback=moment,
    default="1m",
    show_default=True,
    help="Begin with events from this time: a date, a time, or 15m, 2h, 7d ago.",
)
@click.option("--every", type=click.FloatRange(0.5, 3600), default=2, show_default=True, help="Seconds between looks.")
@click.option(
    "--overlap",
    type=click.IntRange(1, 86400),
    default=60,
    show_default=True,
    help="Also show what comes late: events so many seconds old.",
)
@as_json
@connected
def tail(
    target: Connection, wanted: dict[str, Any], from_: datetime, every: float, overlap: int, as_json: bool
) -> None:
    """Show events as they are stored, each once, until Ctrl-C.

    An event is shown some seconds after it was accepted. One that happened longer ago than --overlap is not seen here;
    `inlet events list` has it.

    \b
    inlet events tail --type purchase
    inlet events tail --json | jq -r '.properties.page // empty'
    """
    with target.client(backoff=Backoff()) as client:
        for event in new_events(client, wanted, from_, every, overlap):
            if as_json:
                output.line(event.told)
            else:
                output.row(row(event))
