"""inlet abort: gives uploads up."""

from uuid import UUID

import click

from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected


@click.command()
@click.argument("file_id", metavar="ID", type=click.UUID)
@click.option("--reason", default="given up at the command line", show_default=True, help="What is noted of it.")
@as_json
@connected
def abort(target: Connection, file_id: UUID, reason: str, as_json: bool) -> None:
    """Give up a pending upload; what S3 holds of it is removed.

    \b
    inlet abort 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11 --reason "wrong file"
    """
    with target.client() as client:
        client.abort(str(file_id), reason)
    if as_json:
        output.document({"fileId": str(file_id), "status": "aborted", "reason": reason})
    output.say(f"Given up: {file_id}")
