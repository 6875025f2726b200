"""inlet events bad: events that were taken and could not be stored."""

from datetime import datetime

import click

from inlet.errors import ApiError
from inlet.events.values import BadEvent
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.exits import exit_of, reason
from inlet.terminal.moments import during, shown
from inlet.terminal.shell import Listing


@click.group(cls=Listing)
def bad() -> None:
    """Events that were taken and could not be stored: look at them, have them processed again.

    \b
    inlet events bad --from 1d
    inlet events bad show ID
    inlet events bad replay ID
    """


@bad.command("list")
@during
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
@as_json
@connected
def every(target: Connection, from_: datetime | None, to: datetime | None, limit: int, as_json: bool) -> None:
    """List bad events, the newest first."""
    with target.client() as client:
        found = list(client.events.bad.list(from_=from_, to=to, limit=limit))
    if as_json:
        output.document({"items": [one.told for one in found]})
        return
    output.table(("received", "id", "why", "replayed"), [_row(one) for one in found])


@bad.command()
@click.argument("bad_event_id", metavar="ID")
@as_json
@connected
def show(target: Connection, bad_event_id: str, as_json: bool) -> None:
    """Show a bad event with all that it said."""
    with target.client() as client:
        found = client.events.bad.show(bad_event_id)
    if as_json:
        output.document(found.told)
        return
    rows = [
        ("received", shown(found.received_at)),
        ("event", found.event_id),
        ("why", f"{found.code}: {found.reason}"),
        *(("error", f"{fault.pointer or 'event'} {fault.rule}") for fault in found.faults),
        ("attempts", str(found.attempts)),
        ("replayed", shown(found.replayed_at) if found.replayed_at else None),
        ("payload", found.payload),
    ]
    output.table(("", ""), rows)


@bad.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--new-id", is_flag=True, help="As an event of its own, where another has taken its id.")
@as_json
@connected
def replay(target: Connection, ids: tuple[str, ...], new_id: bool, as_json: bool) -> None:
    """Have bad events processed once more: when what was wrong is no longer so.

    \b
    inlet events bad --json | jq -r '.items[].badEventId' | xargs inlet events bad replay
    """
    outcomes: dict[str, str | ApiError] = {}
    with target.client() as client:
        for one in ids:
            try:
                outcomes[one] = client.events.bad.replay(one, new_id=new_id)
            except ApiError as refused:
                outcomes[one] = refused
    if as_json:
        output.document({"items": [_shape(one, told) for one, told in outcomes.items()]})
    else:
        output.table(("id", "event", ""), [_outcome(one, told) for one, told in outcomes.items()])
    failed = [told for told in outcomes.values() if isinstance(told, ApiError)]
    if failed:
        click.get_current_context().exit(max(exit_of(one) for one in failed))


def _row(one: BadEvent) -> tuple[str | None, ...]:
    faults = ", ".join(f"{fault.pointer or 'event'} {fault.rule}" for fault in one.faults)
    return (
        shown(one.received_at),
        one.id,
        f"{one.code} ({faults})" if faults else one.code,
        shown(one.replayed_at) if one.replayed_at else None,
    )


def _shape(bad_event_id: str, told: str | ApiError) -> dict[str, object]:
    if isinstance(told, ApiError):
        return {"badEventId": bad_event_id, "eventId": None, "error": shapes.error(told)}
    return {"badEventId": bad_event_id, "eventId": told, "error": None}


def _outcome(bad_event_id: str, told: str | ApiError) -> tuple[str | None, ...]:
    if isinstance(told, ApiError):
        return bad_event_id, None, reason(told)
    return bad_event_id, told, "goes through once more"
