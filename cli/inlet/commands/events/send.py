"""inlet events send: one event, or those of a file or pipe."""

import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from inlet.client import Client
from inlet.commands.events.place import Place, beginning, place
from inlet.commands.events.single import single
from inlet.commands.events.tally import Tally
from inlet.errors import CannotSend, InletError
from inlet.events.feed import Feed
from inlet.events.lines import numbered
from inlet.network.retry import Backoff
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.counter import counting
from inlet.terminal.exits import Exit
from inlet.terminal.interruption import until_interrupted
from inlet.terminal.moments import moment

WRITE_KEY = "INLET_WRITE_KEY"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), required=False)
@click.option("--key", envvar=WRITE_KEY, metavar="KEY", help=f"A write key; else ${WRITE_KEY}, else the sign-in.")
@click.option("--type", "type_", metavar="TYPE", help="Send one event of this type, instead of FILE.")
@click.option("--user", metavar="ID", help="Its user.")
@click.option("--set", "members", multiple=True, metavar="NAME=VALUE", help="A property of it; may be repeated.")
@click.option("--time", "at", metavar="TIME", callback=moment, help="When it happened; else now.")
@click.option("--id", "event_id", metavar="ID", help="Its id: the same event twice counts once.")
@click.option("--resume", metavar="PLACE", callback=place, help="Go on with FILE where sending it stopped.")
@click.option("--parallel", type=click.IntRange(1, 16), default=2, show_default=True, help="Requests at once.")
@as_json
@connected
def send(
    target: Connection,
    file: str | None,
    key: str | None,
    resume: Place | None,
    parallel: int,
    as_json: bool,
    **described: Any,
) -> None:
    """Send events: one that options describe, or those of FILE (- is stdin).

    FILE holds a JSON document a line, or one JSON array. What is wrong in it is named by its line (or place in the
    array); all else is sent. Ctrl-C ends after what is under way and says how to go on: nothing then counts twice.

    \b
    inlet events send --type page_view --user u123 --set page=/home
    inlet events send --type purchase --user u123 --set amount=12.5
    inlet events send app.ndjson --key wk_…
    tail -F app.log | jq -c '{event_type: .name, user_id: .user}' | inlet events send -
    """
    event = single(**described)
    if (event is None) == (file is None):
        raise click.UsageError("Give either a FILE (- for stdin), or --type for one event.")
    with target.client(parallel, Backoff()) as client:
        if event is not None:
            if resume:
                raise click.UsageError("--resume is for a FILE.")
            ended = _send_one(client, event, key, as_json)
        elif file == "-":
            ended = _send_all(client, sys.stdin.buffer, key, Tally(resume or beginning(), as_json))
        else:
            with Path(str(file)).open("rb") as stream:
                ended = _send_all(client, stream, key, Tally(resume or beginning(), as_json))
    if ended:
        click.get_current_context().exit(ended)


def _send_one(client: Client, event: dict[str, Any], key: str | None, as_json: bool) -> Exit:
    done = client.events.send([event], key=key)
    if as_json:
        rejected = [shapes.not_taken(one) for one in done.not_taken]
        output.document({"accepted": done.accepted, "rejected": rejected, "eventIds": list(done.event_ids)})
    elif done.not_taken:
        output.fail(f"not taken: {done.not_taken[0].reason}")
    else:
        output.row(done.event_ids)
    return Exit.FAILED if done.not_taken else Exit.OK


def _send_all(client: Client, stream: BinaryIO, key: str | None, tally: Tally) -> Exit:
    feed = Feed(one for one in numbered(stream) if one[0] >= tally.place.number)
    try:
        with counting() as say, until_interrupted(feed.stop) as interrupted:
            for one in client.events.stream_placed(feed, key=key, run=tally.place.run):
                tally.add(one)
                say(str(tally))
    except CannotSend:
        raise
    except (KeyboardInterrupt, InletError):
        tally.finish(resumable=True)
        raise
    tally.finish(resumable=interrupted.is_set() or tally.has_busy)
    return Exit.INTERRUPTED if interrupted.is_set() else tally.exit
