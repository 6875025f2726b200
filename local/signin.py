"""Signing users of the embedded cloud in, over the hosted page: only this way do tokens carry custom scopes."""

from inlet.errors import InletError
from inlet.network.transport import connect
from inlet.signin import callback, hosted
from inlet.signin.discovery import Provider
from inlet.signin.grants import Tokens
from local.home import Trouble
from local.outputs import Outputs
from local.users import User

CALLBACK = callback.address(callback.PORTS[0])  # registered with the client


def sign_in(user: User, made: Outputs) -> Tokens:
    """Signs `user` in. Raises Trouble when the sign-in page refuses."""
    base = f"{made.sign_in_url}/oauth2"
    scopes = tuple(filter(None, ("openid", "email", made.scope)))
    provider = Provider(made.user_pool_client_id, f"{base}/authorize", f"{base}/token", None, scopes)
    try:
        return hosted.sign_in(provider, user.email, user.password, connect(connections=1, user_agent="inlet-local"))
    except InletError as refused:
        raise Trouble(str(refused)) from refused
