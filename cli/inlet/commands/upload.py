"""inlet upload: files, folders, patterns, or what comes through a pipe."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inlet.client import Client
from inlet.errors import ApiError, InletError, NotSignedIn, Unreachable
from inlet.network.retry import Backoff
from inlet.terminal import output
from inlet.terminal.bars import shown
from inlet.terminal.choice import choose
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.results import Results
from inlet.values import Item, Method, Refused, Sent

_LISTED = 10  # files, or reasons, that are worth naming one by one


@dataclass(frozen=True)
class Wishes:
    """What is to be noted of the files, and how they are to be sent: keywords of Client.upload_many."""

    project: str
    tags: tuple[str, ...]
    metadata: dict[str, str]
    checksum: bool
    method: Method | None
    wait: bool


def _pairs(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if bad := [key for key, sign, _value in pairs if not (key and sign)]:
        raise click.BadParameter(f"{bad[0]!r} is not KEY=VALUE")
    return {key: value for key, _sign, value in pairs}


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--project", default="default", show_default=True, help="The project that they go into.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for each of them; may be repeated.")
@click.option("--metadata", multiple=True, metavar="KEY=VALUE", callback=_pairs, help="Noted of each; may be repeated.")
@click.option("--type", "content_type", metavar="TYPE", help="Their media type; else by extension.")
@click.option("--name", metavar="NAME", help="Another name, for a single file or stdin (-).")
@click.option("--hidden", is_flag=True, help="Also what is hidden in folders.")
@click.option(
    "--wait/--no-wait", default=True, show_default=True, help="Until they are admitted, or just until S3 has them."
)
@click.option("--checksum/--no-checksum", default=True, show_default=True, help="Promise the SHA-256, to be verified.")
@click.option("--parallel", type=click.IntRange(1, 32), default=4, show_default=True, help="Sent at the same time.")
@click.option("--method", type=click.Choice(["put", "post", "multipart"]), help="How to send them; else by size.")
@as_json
@connected
def upload(
    target: Connection,
    paths: tuple[str, ...],
    content_type: str | None,
    name: str | None,
    hidden: bool,
    parallel: int,
    as_json: bool,
    method: str | None,
    **wishes: Any,
) -> None:
    """Upload files, folders with all that is in them, or stdin (-).

    Large files go in parallel parts. When an upload is interrupted, the same command goes on where it was left.

    \b
    inlet upload film.mp4 --tag holiday --metadata camera=x100
    inlet upload photos/ '**/*.pdf' --project archive
    mysqldump app | zip | inlet upload - --name app.zip
    inlet upload *.csv --json | jq -r 'select(.error == null) | .fileId'
    """
    wanted = Wishes(method=method.upper() if method else None, **wishes)  # type: ignore[arg-type]
    results = Results(as_json=as_json)
    with target.client(parallel, Backoff()) as client:
        if "-" in paths:
            if len(paths) > 1 or not name:
                raise click.UsageError("- (stdin) stands alone, and needs --name.")
            _send_stream(client, name, content_type, wanted, results)
        else:
            items = _items(paths, name, content_type, hidden)
            _send_files(client, items, wanted, results)
    if results.exit:
        click.get_current_context().exit(results.exit)


def _items(paths: Sequence[str], name: str | None, content_type: str | None, hidden: bool) -> list[Item]:
    chosen = choose(paths, hidden=hidden)
    reasons = [f"left out: {path} ({why})" for path, why in chosen.left_out.items()]
    output.say(*reasons[:_LISTED])
    if len(reasons) > _LISTED:
        output.say(f"left out: {len(reasons) - _LISTED} more")
    if not chosen.files:
        raise click.UsageError("There is nothing to upload.")
    if name and len(chosen.files) > 1:
        raise click.UsageError("--name is for a single file.")
    return [Item(path, name, content_type) for path in chosen.files]


def _send_files(client: Client, items: list[Item], wanted: Wishes, results: Results) -> None:
    left = {item.path: item for item in items}
    try:
        with shown(sum(map(_size, left)), len(items)) as progress:
            for outcome in client.upload_many(items, on_progress=progress.step, **vars(wanted)):
                left.pop(outcome.path, None)
                progress.done(outcome)
                results.add(outcome)
    except (KeyboardInterrupt, InletError) as end:
        results.finish()
        if not isinstance(end, ApiError) or len(left) < len(items):
            _say_how_to_resume(list(left), results.sent, len(items))
        raise
    results.finish()


def _send_stream(client: Client, name: str, content_type: str | None, wanted: Wishes, results: Results) -> None:
    path = Path("-")
    with shown(0, 1) as progress:
        try:
            sent = client.upload_stream(
                sys.stdin.buffer, name, content_type=content_type, on_progress=progress.step, **vars(wanted)
            )
            results.add(Sent(path, sent))
        except (NotSignedIn, Unreachable):
            raise
        except InletError as failure:
            results.add(Refused(path, failure))
    results.finish()


def _say_how_to_resume(left: list[Path], sent: int, count: int) -> None:
    output.say(
        f"{sent} of {count} files are complete. The same command with those that are left goes on:",
        "what is large continues where it stopped.",
        *(f"left: {path}" for path in left[:_LISTED]),
    )
    if len(left) > _LISTED:
        output.say(f"left: {len(left) - _LISTED} more")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
