"""inlet rm: deletes files, which can be restored for some time."""

from uuid import UUID

import click

from inlet.network.retry import Backoff
from inlet.terminal.changed import show
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@as_json
@connected
def rm(target: Connection, ids: tuple[UUID, ...], as_json: bool) -> None:
    """Delete files: gone at once, and gone for good when the time to restore them is over.

    \b
    inlet rm 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet ls --tag draft --all --json | jq -r .fileId | xargs inlet rm
    """
    with target.client(backoff=Backoff()) as client:
        show(client.change_many("delete", map(str, ids)), "deleted", as_json=as_json)
