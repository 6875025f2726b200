"""inlet mv: files into another project, or a file under another name."""

from uuid import UUID

import click

from inlet.client import Client
from inlet.errors import ApiError
from inlet.network.retry import Backoff
from inlet.stored.values import Changed
from inlet.terminal.changed import show
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@click.option("--project", metavar="ID", help="The project that they go into.")
@click.option("--name", metavar="NAME", help="Another name, for a single file.")
@as_json
@connected
def mv(target: Connection, ids: tuple[UUID, ...], project: str | None, name: str | None, as_json: bool) -> None:
    """Move files into another project, or give a file another name.

    \b
    inlet mv --project archive 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet mv --name "summer 2026.jpg" $id
    """
    if project is None and name is None:
        raise click.UsageError("Where to? Give --project ID, or --name NAME.")
    if name is not None and len(ids) > 1:
        raise click.UsageError("--name is for a single file.")
    with target.client(backoff=Backoff()) as client:
        if name is None:
            show(client.change_many("move", map(str, ids), project=project), "moved", as_json=as_json)
        else:
            show([_renamed(client, str(ids[0]), name, project)], "moved", as_json=as_json)


def _renamed(client: Client, file_id: str, name: str, project: str | None) -> Changed:
    try:
        client.change(file_id, filename=name, project=project)
    except ApiError as refused:
        if refused.status not in (404, 409, 410):
            raise
        return Changed(file_id, refused.status, refused.code)
    return Changed(file_id, 200)
