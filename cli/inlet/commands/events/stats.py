"""inlet events stats: how many events there were, and of how many users."""

from datetime import datetime

import click

from inlet.events.values import By, Count, Stats
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.moments import during

HEADINGS = ("from", "type", "events", "users")
ALL_TYPES = "all"
TOTAL = "total"


@click.command()
@click.option("--type", "type_", metavar="TYPE", help="Only events of this type.")
@click.option("--by", type=click.Choice(["hour", "day"]), default="hour", show_default=True, help="Of UTC.")
@during
@as_json
@connected
def stats(
    target: Connection, type_: str | None, by: By, from_: datetime | None, to: datetime | None, as_json: bool
) -> None:
    """Count events and their users, by type and hour or day; the last day or month unless told otherwise.

    Users are exact up to a bound, and estimated above it: ~ stands before such a number.

    \b
    inlet events stats --from 24h
    inlet events stats --by day --from 2026-11-01 --type purchase --json
    """
    with target.client() as client:
        found = client.events.stats(type=type_, from_=from_, to=to, by=by)
    if as_json:
        output.document(found.told)
        return
    output.table(HEADINGS, rows(found, by))
    if not found.complete:
        output.say("More is being added just now than could be counted: ask once more")


def rows(found: Stats, by: By) -> list[tuple[str, ...]]:
    """The table's rows: periods, then what they come to."""
    form = "%Y-%m-%d" if by == "day" else "%Y-%m-%d %H:%MZ"
    periods = [(one.start.strftime(form) if one.start else "", *figures(one)) for one in found.items]
    totals = found.types if len(found.types) == 1 else (*found.types, found.total)
    return [*periods, *((TOTAL, *figures(one)) for one in totals)]


def figures(one: Count) -> tuple[str, str, str]:
    """Type, events and users."""
    return one.type or ALL_TYPES, f"{one.count:,}", f"{'~' * one.approximate}{one.users:,}"
