"""inlet logout: the refresh token becomes void, and this machine forgets the sign-in."""

import click

from inlet.signin.grants import revoke
from inlet.terminal import output
from inlet.terminal.connection import Connection, as_json, connected, store


@click.command()
@as_json
@connected
def logout(target: Connection, as_json: bool) -> None:
    """Sign out: revoke the sign-in and forget it."""
    kept = store()
    with kept.alone(target.api):
        profile = kept.read(target.api)
        kept.forget(target.api)
    revoked = profile is not None and revoke(profile.provider, profile.tokens, target.http())
    if as_json:
        output.document({"api": target.api, "signedIn": False, "revoked": revoked})
    if not profile:
        output.say(f"You were not signed in to {target.api}")
    elif revoked:
        output.say(f"Signed out of {target.api}")
    else:
        output.say(f"Forgotten here; {target.api} did not confirm that its refresh token is void")
