"""inlet restore: files that were deleted."""

from uuid import UUID

import click

from inlet.network.retry import Backoff
from inlet.terminal.changed import show
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@as_json
@connected
def restore(target: Connection, ids: tuple[UUID, ...], as_json: bool) -> None:
    """Bring back files that were deleted, as they were.

    \b
    inlet ls --status deleted
    inlet restore 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    """
    with target.client(backoff=Backoff()) as client:
        show(client.change_many("restore", map(str, ids)), "restored", as_json=as_json)
