"""inlet status: how uploads stand."""

from uuid import UUID

import click

from inlet.client import Client
from inlet.errors import ApiError
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.exits import Exit, exit_of
from inlet.values import Upload


@click.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
@click.option("--wait", is_flag=True, help="Until none of them is pending any more.")
@click.option("--watch", is_flag=True, help="Each change, a line each, until processing has come to its end.")
@as_json
@connected
def status(target: Connection, ids: tuple[UUID, ...], wait: bool, watch: bool, as_json: bool) -> None:
    """Show how uploads stand, by their ids.

    \b
    inlet status 6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11
    inlet status --watch $id
    inlet status --wait --json $id | jq -r '.items[0].status'
    """
    if wait and watch:
        raise click.UsageError("--wait or --watch, not both")
    with target.client() as client:
        found = {str(one): _look(client, str(one), wait) for one in ids}
        if watch:
            _watch(client, found, as_json)
            return
    if as_json:
        output.document({"items": [_shape(file_id, one) for file_id, one in found.items()]})
    else:
        output.table(("id", "file", "size", "status", ""), [_row(file_id, one) for file_id, one in found.items()])
    _end(found, failing=wait)


def _watch(client: Client, found: dict[str, Upload | ApiError], as_json: bool) -> None:
    """A line for each upload as it is, then one for each change: as they come, also on a terminal."""

    def show(file_id: str, one: Upload | ApiError) -> None:
        if as_json:
            output.line(_shape(file_id, one))
        else:
            output.row(_row(file_id, one))

    for file_id, one in found.items():
        if isinstance(one, ApiError):
            show(file_id, one)
    for one in client.watch(*(file_id for file_id, one in found.items() if isinstance(one, Upload))):
        found[one.file_id] = one
        show(one.file_id, one)
    _end(found, failing=True)


def _end(found: dict[str, Upload | ApiError], *, failing: bool) -> None:
    """Ends with the status that tells of uploads that are not there or, where that counts, came to no good."""
    missing = [one for one in found.values() if isinstance(one, ApiError)]
    if missing:
        click.get_current_context().exit(exit_of(missing[0]))
    if failing and any(isinstance(one, Upload) and one.failed for one in found.values()):
        click.get_current_context().exit(Exit.FAILED)


def _look(client: Client, file_id: str, wait: bool) -> Upload | ApiError:
    try:
        return client.wait(file_id) if wait else client.status(file_id)
    except ApiError as refused:
        if refused.status != 404:
            raise
        return refused


def _shape(file_id: str, one: Upload | ApiError) -> dict[str, object]:
    if isinstance(one, Upload):
        return {**shapes.upload(one), "error": None}
    return {"fileId": file_id, "error": shapes.error(one)}


def _row(file_id: str, one: Upload | ApiError) -> tuple[str | None, ...]:
    if isinstance(one, Upload):
        running = ", ".join(f"{step.name} is running" for step in one.steps if step.status == "running")
        return file_id, one.filename, output.size(one.size), one.status, one.reason or running
    return file_id, None, None, "not found", str(one)
