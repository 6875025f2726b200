"""python -m tools.keys make|rotate|remove ENV: the keys that the API signs with, outside Terraform and its state.

They are a SecureString of SSM, encrypted with the key of SSM's own, or with the KMS key that KMS_KEY names when they
are made. What is there is never replaced but by `rotate`, and nobody is shown it.
"""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from common.keys import ring
from local.home import Trouble
from tools.environments import client


def parameter(env: str) -> str:
    """The name of the parameter: the stack derives the same (terraform/stack/locals.tf)."""
    return f"/inlet-{env}/cursor-keys"


def make(ssm: Any, env: str) -> str:
    """Makes the keys unless they are there, which it need not look at. What it has done, in a sentence."""
    try:
        _put(ssm, env, ring.new(), os.environ.get("KMS_KEY", ""), overwrite=False)
    except ssm.exceptions.ParameterAlreadyExists:
        return f"{env} has its keys"
    return f"Made the keys of {env}"


def rotate(ssm: Any, env: str) -> str:
    """A new key signs, and the one before it stays good. Raises Trouble when there are no keys."""
    name = parameter(env)
    try:
        found = ring.parse(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        raise Trouble(f"{env} has no keys: make keys ENV={env}") from None
    except ValueError:
        raise Trouble(f"what {name} holds is no keys: delete it, then make keys ENV={env}") from None
    turned = ring.rotated(found)
    _put(ssm, env, turned, _kms_key(ssm, name), overwrite=True)
    return f"{turned.current} signs for {env} from now on, and {found.current} is still good"


def remove(ssm: Any, env: str) -> str:
    """Removes the keys, if they are there."""
    try:
        ssm.delete_parameter(Name=parameter(env))
    except ssm.exceptions.ParameterNotFound:
        return f"{env} has no keys"
    return f"Removed the keys of {env}"


def _kms_key(ssm: Any, name: str) -> str:
    """What the parameter is encrypted with now: a new value without a word of it would go back to SSM's own key."""
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=filters)
    for found in (one for page in pages for one in page["Parameters"]):
        return str(found["KeyId"])
    raise Trouble(f"SSM does not list {name} yet: once more in a minute")


def _put(ssm: Any, env: str, keys: ring.Ring, kms_key: str, *, overwrite: bool) -> None:
    ssm.put_parameter(
        Name=parameter(env),
        Description="What the API signs cursors with",
        Value=ring.text(keys),
        Type="SecureString",
        Overwrite=overwrite,
        **({"KeyId": kms_key} if kms_key else {}),
    )


COMMANDS: dict[str, Callable[[Any, str], str]] = {"make": make, "rotate": rotate, "remove": remove}


def main() -> int:
    """Runs one command for one environment. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.keys", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("environment", nargs="?", default="")
    asked = parser.parse_args()
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - what is wrong with ENV is told before

    try:
        print(COMMANDS[asked.command](client(asked.environment, "ssm"), asked.environment))
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"error: SSM refused ({error}): the keys are as they were", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
