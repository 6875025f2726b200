"""inlet events stats: how many events there were, and of how many users."""

from datetime import datetime

import click

from inlet.commands.events.show import during
from inlet.events.values import By, Count
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected

HEADINGS = ("from", "type", "events", "users")
ALL_TYPES = "all"


@click.command()
@click.option("--type", "type_", metavar="TYPE", help="Only events of this type.")
@click.option("--by", type=click.Choice(["hour", "day"]), default="hour", show_default=True, help="Of UTC.")
@during
@as_json
@connected
def stats(
    target: Connection, type_: str | None, by: By, from_: datetime | None, to: datetime | None, as_json: bool
) -> None:
    """Count events and their users, by type and hour or day.

    Users are exact up to a bound, and estimated above it: ~ stands before such a number.

    \b
    inlet events stats --from 24h
    inlet events stats --by day --from 2026-11-01 --type purchase --json
    """
    with target.client() as client:
        found = client.events.stats(type=type_, from_=from_, to=to, by=by)
    if as_json:
        output.document({"items": [_shape(one) for one in found]})
    else:
        output.table(HEADINGS, rows(found, by))


def rows(found: list[Count], by: By) -> list[tuple[str, ...]]:
    """The table's rows."""
    form = "%Y-%m-%d" if by == "day" else "%Y-%m-%d %H:%MZ"
    return [
        (
            one.start.strftime(form),
            one.type or ALL_TYPES,
            f"{one.count:,}",
            f"{one.users:,}" if one.users_exact else f"~{one.users:,}",
        )
        for one in found
    ]


def _shape(one: Count) -> dict[str, object]:
    start = one.start.isoformat().replace("+00:00", "Z")
    return {
        "start": start,
        "type": one.type,
        "count": one.count,
        "users": one.users,
        "usersExact": one.users_exact,
    }
