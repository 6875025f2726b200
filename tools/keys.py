"""python -m tools.keys make|rotate|remove ENV [cursors|cdn]: what the API signs with, outside Terraform and its state.

Keys of cursors are made and rotated here, key pairs of downloads through CloudFront by tools/cdn_keys.py; `make` and
`remove` see to both. They are SecureStrings of SSM, encrypted with the key of SSM's own, or with the KMS key that
KMS_KEY names when they are made. What is there is never replaced but by `rotate`, and nobody is shown it.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from common import times
from common.keys import ring
from local.home import Trouble
from tools import cdn_keys, rings
from tools.environments import client

KINDS = ("cursors", "cdn")
_DESCRIPTION = "What the API signs cursors with"


def parameter(env: str) -> str:
    """The name of the parameter: the stack derives the same (terraform/stack/locals.tf)."""
    return f"/inlet-{env}/cursor-keys"


def make(ssm: Any, env: str) -> str:
    """Makes the keys unless they are there, which it need not look at. What it has done, in a sentence."""
    made = rings.put_new(ssm, parameter(env), ring.new(), _DESCRIPTION)
    return f"Made the keys of {env}" if made else f"{env} has its keys"


def rotate(ssm: Any, env: str) -> str:
    """A new key signs, and the one before it stays good. Raises Trouble when there are no keys."""
    found = rings.read(ssm, parameter(env), env)
    turned = ring.rotated(found)
    rings.replace(ssm, parameter(env), turned, _DESCRIPTION)
    return f"{turned.current} signs for {env} from now on, and {found.current} is still good"


def remove(ssm: Any, env: str) -> str:
    """Removes the keys, if they are there."""
    return f"Removed the keys of {env}" if rings.remove(ssm, parameter(env)) else f"{env} has no keys"


def _make(env: str, _: str) -> list[str]:
    ssm = client(env, "ssm")
    return [make(ssm, env), cdn_keys.make(ssm, env)]


def _rotate(env: str, kind: str) -> list[str]:
    ssm = client(env, "ssm")
    if kind == "cdn":
        return [cdn_keys.rotate(ssm, client(env, "cloudfront"), env, times.now())]
    return [rotate(ssm, env)]


def _remove(env: str, _: str) -> list[str]:
    ssm = client(env, "ssm")
    return [remove(ssm, env), cdn_keys.remove(ssm, env)]


COMMANDS: dict[str, Callable[[str, str], list[str]]] = {"make": _make, "rotate": _rotate, "remove": _remove}


def main() -> int:
    """Runs one command for one environment. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m tools.keys", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("environment", nargs="?", default="")
    parser.add_argument("kind", nargs="?", default="", choices=("", *KINDS))
    asked = parser.parse_args()
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - what is wrong with ENV is told before

    try:
        print("\n".join(COMMANDS[asked.command](asked.environment, asked.kind)))
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"error: AWS refused ({error}): what it was asked last is not done", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
