"""inlet keys: the write keys that programs send events with."""

import click

from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.moments import shown
from inlet.terminal.shell import Listing


@click.group(cls=Listing)
def keys() -> None:
    """The tenant's write keys, with which programs and web pages send events; for owners.

    \b
    inlet keys create web
    inlet keys
    inlet keys revoke k-0123456789abcdef0123456789abcdef
    """


@keys.command("list")
@as_json
@connected
def every(target: Connection, as_json: bool) -> None:
    """List the write keys by id and name; what makes them keys is shown only when they are made."""
    with target.client() as client:
        found = client.write_keys()
    if as_json:
        output.document({"items": [shapes.write_key(one) for one in found]})
    else:
        output.table(("id", "name", "since"), [(one.id, one.name, shown(one.created_at)) for one in found])


@keys.command()
@click.argument("name")
@as_json
@connected
def create(target: Connection, name: str, as_json: bool) -> None:
    """Make a write key, and show it: this once.

    \b
    export INLET_WRITE_KEY=$(inlet keys create web)
    inlet events send --type page_view --set page=/home
    """
    with target.client() as client:
        made = client.create_write_key(name)
    if as_json:
        output.document(shapes.write_key(made))
        return
    output.row((made.key,))
    output.say(f"Keep it now: it is not shown again. Its id is {made.id}")


@keys.command()
@click.argument("key_id", metavar="ID")
@as_json
@connected
def revoke(target: Connection, key_id: str, as_json: bool) -> None:
    """Revoke a write key: it is refused within a minute."""
    with target.client() as client:
        client.revoke_write_key(key_id)
    if as_json:
        output.document({"id": key_id, "revoked": True})
    output.say(f"Revoked: {key_id}")
