"""inlet tag: gives files tags, and takes tags from them."""

from collections.abc import Iterator
from uuid import UUID

import click

from inlet.client import Client
from inlet.network.retry import Backoff
from inlet.stored.values import Changed
from inlet.terminal.changed import show
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@click.option("--add", metavar="TAG", multiple=True, help="Give them this tag; may be repeated.")
@click.option("--remove", metavar="TAG", multiple=True, help="Take this tag from them; may be repeated.")
@as_json
@connected
def tag(
    target: Connection, ids: tuple[UUID, ...], add: tuple[str, ...], remove: tuple[str, ...], as_json: bool
) -> None:
    """Give files tags, and take tags from them; all others stay.

    \b
    inlet tag --add holiday --remove draft 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    """
    if not (add or remove):
        raise click.UsageError("Which tags? Give --add TAG, or --remove TAG.")
    with target.client(backoff=Backoff()) as client:
        show(_tagged(client, [str(one) for one in ids], add, remove), "tagged", as_json=as_json)


def _tagged(client: Client, ids: list[str], add: tuple[str, ...], remove: tuple[str, ...]) -> Iterator[Changed]:
    if not remove:
        yield from client.change_many("tag", ids, tags=add)
        return
    # Taken first: that makes room where a file has as many as it may have.
    left = list[str]()
    for one in client.change_many("untag", ids, tags=remove):
        if one.code or not add:
            yield one
        else:
            left.append(one.file_id)
    if left:
        yield from client.change_many("tag", left, tags=add)
