"""python -m local.demo [PATH]: uploads a folder's files or one, sends events, shows what became of them."""

import argparse
import sys
from pathlib import Path

from inlet import Client, InletError, Upload
from local import demo_events, demo_files, demo_uploads, sample_files
from local.home import Home, Trouble, home
from local.outputs import Outputs, outputs
from local.signin import sign_in
from local.users import user

USER = "demo"


def run(path: Path | None, place: Home) -> None:
    """Uploads what lies at `path`, or the samples, and sends events. Raises Trouble when it comes to no end."""
    chosen = demo_uploads.chosen(path or sample_files.FOLDER)
    made = outputs(place)
    who = user(USER, place, made)
    print(f"\nSigned in as {who.email}; uploading straight to S3")
    token = sign_in(who, made).access
    try:
        tenant = _tenant(made.api_url, token)
        with Client(made.api_url, token, tenant=tenant, state_dir=place.folder) as client:
            came = demo_uploads.run(client, chosen, tenant, place, made, samples=path is None)
            demo_files.run(client, came, scanner=made.scanner)
            key = demo_events.run(client)
    except InletError as failure:
        raise Trouble(str(failure)) from failure
    _show_next(came, key, made)


def _tenant(api_url: str, token: str) -> str:
    """The user's own tenant, the first: with others shared meanwhile, one has to be named."""
    with Client(api_url, token) as client:
        return min(client.tenants().items, key=lambda one: one.name != "Personal").id


def _show_next(came: list[Upload], key: str, made: Outputs) -> None:
    auth = '-H "Authorization: Bearer $INLET_TOKEN"'
    curl = 'curl -sw "\\n"'
    event = """-d '{"event_type": "page_view", "user_id": "u123", "page": "/home"}'"""
    print(f"\nThe API is at {made.api_url}. To go on by hand:")
    print('  eval "$(make -s env)"')
    print(f'  {curl} "$INLET_API/health"')
    print(f'  {curl} {auth} "$INLET_API/upload?filename=hello.txt&contentType=text/plain"')
    for one in came[:1]:
        print(f'  {curl} {auth} "$INLET_API/files/{one.file_id}"')
    print(f"  export INLET_WRITE_KEY={key}")
    print(f'  {curl} -H "X-Write-Key: $INLET_WRITE_KEY" -H "Content-Type: application/json" \\')
    print(f'    "$INLET_API/events" {event}')
    print(f'  {curl} {auth} "$INLET_API/events?user=u123"')
    print("or, after make cli, with the command line:")
    print("  .venv-cli/bin/inlet upload local/samples")
    for one in came[:1]:
        print(f"  .venv-cli/bin/inlet get {one.file_id}")
    print("  .venv-cli/bin/inlet events send --type page_view --user u123 --set page=/home")
    print("  .venv-cli/bin/inlet events stats --by day")
    print("  .venv-cli/bin/inlet events query 'select event_type, count(*) from events group by 1'")


def main() -> int:
    """Runs the demo. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("path", nargs="?", type=Path)
    try:
        run(parser.parse_args().path, home())
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
