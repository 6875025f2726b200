"""inlet reprocess: files through all steps once more."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import click

from inlet.client import Client
from inlet.commands.selection import HEADINGS, row, selecting
from inlet.errors import InletError
from inlet.network.retry import Backoff
from inlet.stored.values import File
from inlet.terminal import output
from inlet.terminal.asked import Asked
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.exits import Exit
from inlet.values import OPEN

_PROCESSED = ("completed", "failed")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.UUID)
@click.option("--failed", is_flag=True, help="All files whose processing has failed.")
@click.option("--all", "every", is_flag=True, help="All files whose processing has come to its end.")
@selecting
@click.option("--dry-run", is_flag=True, help="Only list what --failed or --all would ask for.")
@click.option("--yes", is_flag=True, help="Do not ask back before --all.")
@click.option("--parallel", type=click.IntRange(1, 32), default=4, show_default=True, help="Asked for at a time.")
@as_json
@connected
def reprocess(  # noqa: PLR0913 - its options
    target: Connection,
    *,
    ids: tuple[UUID, ...],
    failed: bool,
    every: bool,
    wanted: dict[str, Any],
    dry_run: bool,
    yes: bool,
    parallel: int,
    as_json: bool,
) -> None:
    """Have files inspected, scanned and read anew, by what is known now.

    A file stays as it is until that has come to its end; inlet status shows how it stands. --failed and --all go
    through the files that inlet ls lists with the same options. What is asked for twice before it has begun is one
    run, so the command may be interrupted and repeated.

    \b
    inlet reprocess 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet reprocess --failed --from 1d
    inlet reprocess --all --type application/pdf --dry-run
    """
    _require_one_choice(ids, failed, every, dry_run or any(wanted.values()))
    asked = Asked(as_json=as_json, listing=not ids)
    with target.client(parallel, Backoff()) as client:
        if ids:
            _ask(client, map(str, ids), asked)
        else:
            meant = _meant(client, "failed" if failed else None, wanted, asked)
            if dry_run:
                _show(meant, as_json)
                return
            if every and not yes:
                _require_consent(any(wanted.values()))
            _ask(client, map(asked.note, meant), asked)
    if asked.exit:
        click.get_current_context().exit(asked.exit)


def _require_one_choice(ids: tuple[UUID, ...], failed: bool, every: bool, choosing: bool) -> None:
    if sum((bool(ids), failed, every)) != 1:
        raise click.UsageError("Which files? Give their IDs, or --failed, or --all.")
    if ids and choosing:
        raise click.UsageError("What chooses among files, and --dry-run, goes with --failed or --all, not with IDs.")


def _meant(client: Client, status: str | None, wanted: dict[str, Any], asked: Asked) -> Iterator[File]:
    """What --failed and --all mean. A file that is on its way already is not meant, but told of."""
    for one in client.files(status=status, **wanted):
        if one.status in _PROCESSED:
            yield one
        else:
            asked.on_its_way += one.status in OPEN


def _show(meant: Iterable[File], as_json: bool) -> None:
    if as_json:
        for one in meant:
            output.line(one.told)
    else:
        output.table(HEADINGS, map(row, meant))
    output.say("these would go through once more; nothing was asked for")


def _require_consent(chosen: bool) -> None:
    """Asks whoever sits there. Raises UsageError where nobody does."""
    if not sys.stdin.isatty():
        raise click.UsageError("--all wants to be confirmed: nobody can be asked here, so say --yes.")
    which = "every file that is chosen" if chosen else "every file of the tenant"
    if not click.confirm(f"Have {which} processed once more?", err=True):
        output.say("nothing was asked for")
        click.get_current_context().exit(Exit.FAILED)


def _ask(client: Client, file_ids: Iterable[str], asked: Asked) -> None:
    try:
        with asked.counting():
            for one in client.reprocess_many(file_ids):
                asked.add(one)
    except (KeyboardInterrupt, InletError) as end:
        asked.finish()
        asked.say_how_to_go_on()
        if isinstance(end, InletError) and end.file_id:
            output.say(f"stopped at {end.file_id}")
        raise
    asked.finish()
