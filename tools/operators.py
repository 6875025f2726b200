"""python -m tools.operators add|remove|list ENV [EMAIL]: who runs the platform, where it has a user pool of its own.

Operators are a group of the pool. A token names the groups that its user was in when it was made: signing in again, or
renewing the token, makes a change count; what was given out before stays good for its hour.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from local.home import Trouble
from tools.environments import client

GROUP = "operators"  # terraform/modules/user_pool/main.tf


def add(cognito: Any, pool: str, email: str) -> str:
    """Makes a user an operator, also who is one. What it has done, in a sentence. Raises Trouble."""
    _require_confirmed(cognito, pool, email)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=GROUP)
    return f"{email} is an operator, with the next sign-in at the latest"


def remove(cognito: Any, pool: str, email: str) -> str:
    """Makes a user no operator, also who is none. Raises Trouble."""
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username=_given(email), GroupName=GROUP)
    return f"{email} is no operator; tokens that say otherwise end within the hour"


def every(cognito: Any, pool: str, email: str) -> str:
    """Who the operators are, a line each. Raises Trouble."""
    if email:
        raise Trouble("the list is of all operators: leave EMAIL out")
    pages = cognito.get_paginator("list_users_in_group").paginate(UserPoolId=pool, GroupName=GROUP)
    found = sorted(_email(one) for page in pages for one in page["Users"])
    return "\n".join(found) or "Nobody is an operator"


def pool_of(cognito: Any, env: str) -> str:
    """The id of the environment's user pool. Raises Trouble when it has none of its own, or more than one."""
    pages = cognito.get_paginator("list_user_pools").paginate(MaxResults=60)
    found = [one["Id"] for page in pages for one in page["UserPools"] if one["Name"] == f"inlet-{env}"]
    if not found:
        raise Trouble(f"{env} has no user pool: deploy it first; or ask the issuer (auth.oidc) that signs users in")
    if len(found) > 1:
        raise Trouble(f"the account has several user pools called inlet-{env}: {', '.join(found)}")
    return str(found[0])


def _require_confirmed(cognito: Any, pool: str, email: str) -> None:
    """Who signed up in somebody's name and never proved it must not become what that somebody should be."""
    if cognito.admin_get_user(UserPoolId=pool, Username=_given(email))["UserStatus"] == "UNCONFIRMED":
        raise Trouble(f"{email} has signed up, and not confirmed yet that the address is theirs")


def _given(email: str) -> str:
    if not email:
        raise Trouble("whom? EMAIL=ada@example.com")
    return email


def _email(user: dict[str, Any]) -> str:
    told = {one["Name"]: one["Value"] for one in user.get("Attributes", [])}
    return str(told.get("email", user["Username"]))


COMMANDS: dict[str, Callable[[Any, str, str], str]] = {"add": add, "remove": remove, "list": every}


def run(command: str, env: str, email: str) -> str:
    """Runs one command for one environment. Raises Trouble, also when Cognito refuses."""
    cognito = client(env, "cognito-idp")
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - what is wrong with ENV is told before

    try:
        return COMMANDS[command](cognito, pool_of(cognito, env), email)
    except cognito.exceptions.UserNotFoundException:
        raise Trouble(f"{env} has no user {email!r}: invite them first (docs/deployment.md)") from None
    except cognito.exceptions.ResourceNotFoundException:
        raise Trouble(f"{env} has no group of operators yet: deploy it once more") from None
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"Cognito refused ({error})") from error


def main() -> int:
    """Runs what the command line says. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.operators", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("environment", nargs="?", default="")
    parser.add_argument("email", nargs="?", default="")
    asked = parser.parse_args()
    try:
        print(run(asked.command, asked.environment, asked.email.strip()))
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
