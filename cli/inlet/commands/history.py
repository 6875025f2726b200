"""inlet history: who changed a file, when, and what was before."""

import json
from itertools import islice
from typing import Any
from uuid import UUID

import click

from inlet.network.retry import Backoff
from inlet.stored.values import Change
from inlet.terminal import moments, output
from inlet.terminal.connection import Connection, as_json, connected

_NOTHING: tuple[Any, ...] = (None, "", [], {})


@click.command()
@click.argument("file_id", metavar="ID", type=click.UUID)
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many changes.")
@click.option("--all", "every", is_flag=True, help="All of them, however many.")
@as_json
@connected
def history(target: Connection, file_id: UUID, limit: int, every: bool, as_json: bool) -> None:
    """Show who changed a file, when, and what was before; the newest first.

    \b
    inlet history 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet history --all --json $id | jq -r 'select(.action == "deleted") | .by'
    """
    with target.client(backoff=Backoff()) as client:
        found = client.history(str(file_id), limit=None if every else limit + 1)
        listed = found if every else islice(found, limit)
        if as_json:
            for one in listed:
                output.line(one.told)
        else:
            output.table(("when", "who", "what", "before → after"), map(_row, listed))
        if next(found, None):
            output.say(f"There are more: these are the newest {limit} (--limit, --all)")


def _row(one: Change) -> tuple[str, ...]:
    changed = [f"{name}: {_pair(*pair)}" for name, pair in one.changes.items() if not _is_said(one, name, pair)]
    return moments.shown(one.at), one.by, one.action, "; ".join(changed)


def _is_said(one: Change, name: str, pair: tuple[Any, Any]) -> bool:
    """Whether the action says it already: that a file is completed. Not what it was restored to."""
    return name == "status" and (pair[1] == one.action or one.action == "announced")


def _pair(before: Any, after: Any) -> str:
    return _text(after) if before is None else f"{_text(before)} → {_text(after)}"


def _text(value: Any) -> str:
    """A value as people read it: texts as they are, lists and objects as JSON, nothing as a dash."""
    if value in _NOTHING:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
