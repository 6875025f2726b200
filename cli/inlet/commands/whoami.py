"""inlet whoami: who is signed in, and where one belongs."""

import os

import click

from inlet.signin import claims
from inlet.terminal import output, shapes
from inlet.terminal.connection import TOKEN, Connection, as_json, connected, store


@click.command()
@as_json
@connected
def whoami(target: Connection, as_json: bool) -> None:
    """Show who is signed in, and the tenants that you are in."""
    with target.client() as client:
        told = client.tenants()
    user = _name(target)
    if as_json:
        tenants = [shapes.tenant(one) for one in told.items]
        output.document({"api": target.api, "user": user, "userId": told.user_id, "tenants": tenants})
        return
    facts = [("api", target.api), ("user", user), ("user id", told.user_id)]
    output.table(("", ""), facts + [("tenant", f"{one.id}  {one.role}  {one.name}") for one in told.items])


def _name(target: Connection) -> str | None:
    """Who signed in, as the token says that is in use."""
    if token := os.environ.get(TOKEN):
        return claims.name(token)
    profile = store().read(target.api)
    return claims.name(profile.tokens.id or profile.tokens.access) if profile else None
