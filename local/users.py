"""Users of the embedded cloud's user pool. Their passwords are kept, readable by their owner only."""

import contextlib
import json
import os
import re
import secrets
from dataclasses import dataclass

from local.home import Home, Trouble
from local.outputs import Outputs, client


@dataclass(frozen=True)
class User:
    """Someone who can sign in."""

    email: str
    password: str


def user(name: str, place: Home, made: Outputs) -> User:
    """The user called `name`, made when there is none yet. Raises Trouble on a name that is none."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
        raise Trouble(f"a user's name is lower case letters, digits and hyphens, at most 31, not {name!r}")
    passwords = json.loads(place.users.read_text()) if place.users.exists() else {}
    password = (
        passwords.get(name) or f"Aa1-{secrets.token_urlsafe(18)}"
    )  # each kind of character that a policy may demand
    email = f"{name}@example.com"
    if name not in passwords:
        _enter(email, password, place, made)
        _keep(passwords | {name: password}, place)
    return User(email, password)


def _enter(email: str, password: str, place: Home, made: Outputs) -> None:
    pool = client("cognito-idp", place)
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    with contextlib.suppress(pool.exceptions.UsernameExistsException):
        pool.admin_create_user(
            UserPoolId=made.user_pool_id, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
        )
    pool.admin_set_user_password(UserPoolId=made.user_pool_id, Username=email, Password=password, Permanent=True)


def _keep(passwords: dict[str, str], place: Home) -> None:
    draft = place.users.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(passwords, file)
    draft.replace(place.users)
