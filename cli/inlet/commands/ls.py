"""inlet ls: the files that there are."""

from itertools import islice
from typing import Any

import click

from inlet.commands.selection import HEADINGS, row, selecting
from inlet.network.retry import Backoff
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected

_STATUSES = (
    "pending",
    "uploaded",
    "processing",
    "completed",
    "failed",
    "quarantined",
    "rejected",
    "expired",
    "aborted",
    "deleted",
)


@click.command()
@selecting
@click.option(
    "--status",
    metavar="STATUS",
    type=click.Choice(_STATUSES),
    help=f"Only files that are {', '.join(_STATUSES[:-1])} or {_STATUSES[-1]}; else those that have arrived.",
)
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@click.option("--all", "every", is_flag=True, help="All of them, however many.")
@as_json
@connected
def ls(target: Connection, wanted: dict[str, Any], status: str | None, limit: int, every: bool, as_json: bool) -> None:
    """List files, the newest first.

    \b
    inlet ls --project archive --tag holiday --type 'image/*'
    inlet ls --status failed --from 1d
    inlet ls --all --json | jq -r 'select(.size > 1e9) | .fileId'
    """
    with target.client(backoff=Backoff()) as client:
        found = client.files(status=status, limit=None if every else limit + 1, **wanted)
        listed = found if every else islice(found, limit)
        if as_json:
            for one in listed:
                output.line(one.told)
        else:
            output.table(HEADINGS, map(row, listed))
        if next(found, None):
            output.say(f"There are more: these are the newest {limit} (--limit, --all, --to)")
