"""What commands about files share: which ones are meant, and how they are shown."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from inlet.stored.values import File
from inlet.terminal import output
from inlet.terminal.moments import during, shown

HEADINGS = ("name", "size", "status", "since", "id")

Command = Callable[..., Any]


def selecting(command: Command) -> Command:
    """Gives a command options that choose among files, all but --status; `wanted`: keywords of Client.files."""

    @click.option("--project", metavar="ID", help="Only files of this project.")
    @click.option("--owner", metavar="ID", help="Only files that this user has uploaded.")
    @click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only files with this tag; repeated: with all.")
    @click.option("--type", "type_", metavar="TYPE", help="Only files of this media type; or 'image/*'.")
    @during
    @functools.wraps(command)
    def wrapped(*arguments: Any, type_: str | None, from_: datetime | None, to: datetime | None, **options: Any) -> Any:
        named = {name: options.pop(name) for name in ("project", "owner", "tags")}
        return command(*arguments, wanted=named | {"type": type_, "from_": from_, "to": to}, **options)

    return wrapped


def row(one: File) -> tuple[str | None, ...]:
    """The row of a file."""
    return one.filename, output.size(one.size), one.status, shown(one.created_at), one.file_id
