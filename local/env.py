"""python -m local.env [USER]: shell exports for working by hand, with a fresh token of USER (default: demo)."""

import argparse
import shlex
import sys

from local import cloud
from local.home import Trouble, aws_settings, home
from local.outputs import outputs
from local.signin import sign_in
from local.users import user


def exports(name: str) -> dict[str, str]:
    """The variables for user `name`. Raises Trouble when the cloud is down or the name is none."""
    place = home()
    made = outputs(place)
    token = sign_in(user(name, place, made), made).access
    return {"INLET_API": made.api_url, "INLET_TOKEN": token} | aws_settings(cloud.endpoint(place))


def main() -> int:
    """Prints the exports, or nothing but an error on stderr with status 1."""
    parser = argparse.ArgumentParser(prog="python -m local.env", description=__doc__)
    parser.add_argument("user", nargs="?", default="demo")
    try:
        for name, value in exports(parser.parse_args().user).items():
            print(f"export {name}={shlex.quote(value)}")
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
