"""inlet members: who is in a tenant."""

import click

from inlet.client import Client
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.shell import Listing
from inlet.values import Member, Role


@click.group(cls=Listing)
def members() -> None:
    """Who is in the tenant.

    Users are named by their id, which they find by `inlet whoami`.

    \b
    inlet members
    inlet members set u-0123456789abcdef0123456789abcdef --role owner --tenant t-…
    """


@members.command("list")
@as_json
@connected
def every(target: Connection, as_json: bool) -> None:
    """List who is in the tenant."""
    with target.client() as client:
        show(client.members(tenant_of(target, client)), as_json)


@members.command("set")
@click.argument("user")
@click.option("--role", type=click.Choice(["member", "owner"]), default="member", show_default=True)
@as_json
@connected
def put(target: Connection, user: str, role: Role, as_json: bool) -> None:
    """Let a user in, or give a member another role."""
    with target.client() as client:
        show_one(client.set_member(tenant_of(target, client), user, role), as_json)


@members.command()
@click.argument("user")
@as_json
@connected
def remove(target: Connection, user: str, as_json: bool) -> None:
    """Take a member out of the tenant and all of its projects; yourself to leave."""
    with target.client() as client:
        client.remove_member(tenant_of(target, client), user)
    if as_json:
        output.document({"userId": user, "role": None})
    output.say(f"Taken out: {user}")


def tenant_of(target: Connection, client: Client) -> str:
    """The tenant that is meant. Raises UsageError when there are several and none is named."""
    if target.tenant:
        return target.tenant
    found = client.tenants().items
    if len(found) != 1:
        raise click.UsageError("You are in several tenants: give --tenant ID (inlet tenants lists them).")
    return found[0].id


def show(found: list[Member], as_json: bool) -> None:
    """Prints members."""
    if as_json:
        output.document({"items": [shapes.member(one) for one in found]})
        return
    rows = [(one.user_id, one.role, f"{one.joined_at.astimezone():%Y-%m-%d %H:%M}") for one in found]
    output.table(("user", "role", "since"), rows)


def show_one(member: Member, as_json: bool) -> None:
    """Prints one member."""
    if as_json:
        output.document(shapes.member(member))
    else:
        show([member], as_json=False)
