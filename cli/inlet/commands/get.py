"""inlet get: the content of a file, or what was made of it."""

import sys
from uuid import UUID

import click

from inlet.client import Client
from inlet.network.retry import Backoff
from inlet.stored.values import ORIGINAL
from inlet.terminal import output
from inlet.terminal.bars import shown
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("file_id", metavar="ID", type=click.UUID)
@click.option("--variant", metavar="NAME", default=ORIGINAL, show_default=True, help="Such as thumb-200 or preview.")
@click.option(
    "-o",
    "--output",
    "place",
    metavar="PATH",
    default=".",
    help="A file, a folder, or - for stdout; else here, by name.",
)
@click.option("--force", is_flag=True, help="Also over a file that is there already.")
@as_json
@connected
def get(target: Connection, file_id: UUID, variant: str, place: str, force: bool, as_json: bool) -> None:
    """Fetch a file, or a variant of it.

    What was interrupted goes on where it was left. The file's size is verified, and its SHA-256 where it is known.

    \b
    inlet get 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet get --variant thumb-200 -o thumbs/ $id
    inlet get -o - $id | tar xz
    """
    with target.client(backoff=Backoff()) as client:
        if place == "-":
            if as_json:
                raise click.UsageError("--json tells of a file that was kept: not with -o -.")
            client.download_to(sys.stdout.buffer, str(file_id), variant=variant)
            sys.stdout.buffer.flush()
            return
        _keep(client, str(file_id), variant, place, force, as_json)


def _keep(client: Client, file_id: str, variant: str, place: str, force: bool, as_json: bool) -> None:
    with shown(0, 1) as bars:
        got = client.download(file_id, place, variant=variant, overwrite=force, on_progress=bars.step)
    if as_json:
        told = {"fileId": file_id, "variant": variant, "path": str(got.path), "size": got.size}
        output.document(told | {"verified": got.verified})
        return
    how = "SHA-256 verified" if got.verified else ""
    output.table(("file", "size", ""), [(str(got.path), output.size(got.size), how)])
