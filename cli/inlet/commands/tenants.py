"""inlet tenants: those that one is in, and new ones."""

import click

from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.shell import Listing
from inlet.values import Tenant


@click.group(cls=Listing)
def tenants() -> None:
    """The tenants that you are in.

    \b
    inlet tenants
    inlet tenants create "Friends of the museum"
    """


@tenants.command("list")
@as_json
@connected
def every(target: Connection, as_json: bool) -> None:
    """List the tenants that you are in."""
    with target.client() as client:
        found = client.tenants().items
    if as_json:
        output.document({"items": [shapes.tenant(one) for one in found]})
    else:
        _show(found)


@tenants.command()
@click.argument("name")
@as_json
@connected
def create(target: Connection, name: str, as_json: bool) -> None:
    """Make a tenant, and be its owner."""
    with target.client() as client:
        made = client.create_tenant(name)
    if as_json:
        output.document(shapes.tenant(made))
    else:
        _show((made,))


def _show(found: tuple[Tenant, ...]) -> None:
    output.table(("id", "role", "name", "used"), [(one.id, one.role, one.name, _used(one)) for one in found])


def _used(one: Tenant) -> str:
    """How much of what it may have the tenant has."""
    there, most = one.usage, one.quota
    return f"{output.size(there.bytes)} of {output.size(most.bytes)}, {there.files:,} of {most.files:,} files"
