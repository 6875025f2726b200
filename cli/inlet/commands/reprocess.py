"""inlet reprocess: files through all steps once more."""

from uuid import UUID

import click

from inlet.errors import ApiError
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.exits import exit_of, reason


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@as_json
@connected
def reprocess(target: Connection, ids: tuple[UUID, ...], as_json: bool) -> None:
    """Have files inspected, scanned and read anew, by what is known now.

    A file stays as it is until that has come to its end; inlet status shows how it stands.

    \b
    inlet reprocess 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    """
    outcomes: dict[str, int | ApiError] = {}
    with target.client() as client:
        for one in map(str, ids):
            try:
                outcomes[one] = client.reprocess(one)
            except ApiError as refused:
                if refused.status not in (404, 409, 410):
                    raise
                outcomes[one] = refused
    if as_json:
        output.document({"items": [_shape(one, told) for one, told in outcomes.items()]})
    else:
        output.table(("id", "attempt", ""), [_row(one, told) for one, told in outcomes.items()])
    failed = [told for told in outcomes.values() if isinstance(told, ApiError)]
    if failed:
        click.get_current_context().exit(max(exit_of(one) for one in failed))


def _shape(file_id: str, told: int | ApiError) -> dict[str, object]:
    if isinstance(told, ApiError):
        return {"fileId": file_id, "attempt": None, "error": shapes.error(told)}
    return {"fileId": file_id, "attempt": told, "error": None}


def _row(file_id: str, told: int | ApiError) -> tuple[str | None, ...]:
    if isinstance(told, ApiError):
        return file_id, None, reason(told)
    return file_id, str(told), "goes through once more"
