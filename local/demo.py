"""python -m local.demo [PATH]: signs in, uploads a folder's files or one, and shows what the system noted of them."""

import argparse
import sys
from pathlib import Path

from local import evidence, files
from local.api import Api, Sent, printable
from local.columns import fit, places
from local.home import ROOT, Home, Trouble, home
from local.outputs import Outputs, outputs
from local.signin import sign_in
from local.users import user

SAMPLES = ROOT / "local/samples"
USER = "demo"
STORY = ("created", "decision")
NAME_PLACES = 48  # at most, for a name in a table


def run(path: Path, place: Home) -> None:
    """Uploads what lies at `path` and prints the result. Raises Trouble when something does not come to its end."""
    chosen, left_out = files.choose(path)
    made = outputs(place)
    who = user(USER, place, made)
    api = Api(made.api_url, sign_in(who, made).access)
    print(f"\nSigned in as {who.email}; uploading {len(chosen)} file{'s'[: len(chosen) > 1]} straight to S3")
    sent = sorted([api.send_one(chosen[0]), *api.send_many(chosen[1:])], key=lambda one: one.file)
    width = min(NAME_PLACES, max(places(one.name) for one in sent))
    for one in sent:
        outcome = f"refused: {one.refusal}" if one.refusal else "sent"
        print(f"  {fit(one.name, width)}  {one.size:>11,} bytes  {one.content_type}  {outcome}")
    if left_out:
        print(f"  left out: {', '.join(f'{printable(name)} ({why})' for name, why in left_out.items())}")
    accepted = {one.key: one for one in sent if not one.refusal}
    if accepted:
        _show_evidence(accepted, width, place, made)
    _show_next(next(iter(accepted.values()), None), made)


def _show_evidence(accepted: dict[str, Sent], width: int, place: Home, made: Outputs) -> None:
    rows = evidence.audit_rows(list(accepted), place, made)
    mails = evidence.mails(list(accepted), place) if made.mail_from else []
    print(f"\nThe audit log tells (table {made.audit_table}):")
    for key, one in accepted.items():
        story = sorted((row for row in rows if row["pk"] == key), key=lambda row: STORY.index(row["kind"]))
        told = ", ".join(row.get("eventName") or row["verdict"] for row in story)
        print(f"  {story[0]['recordedAt']}  {fit(one.name, width)}  {told}")
    if mails:
        print(f"\nSES sent {len(mails)} alert mail{'s'[: len(mails) != 1]}, the last one:")
        print(f"  to {mails[-1].to}: {mails[-1].subject}")
        print("\n".join(f"  │ {line}".rstrip() for line in mails[-1].text.strip().splitlines()))
    else:
        print("\nNo alert mail was sent: variable mail of terraform/environments/local says which uploads cause one")


def _show_next(first: Sent | None, made: Outputs) -> None:
    auth = '-H "Authorization: Bearer $INLET_TOKEN"'
    print(f"\nThe API is at {made.api_url}. To go on by hand:")
    print('  eval "$(make -s env)"')
    print('  curl -sw "\\n" "$INLET_API/health"')
    print(f'  curl -sw "\\n" {auth} "$INLET_API/upload?filename=hello.txt&contentType=text/plain"')
    if first:
        print(f'  curl -sw "\\n" {auth} "$INLET_API/uploads/{first.file_id}"')


def main() -> int:
    """Runs the demo. Status 1 when there is trouble."""
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=SAMPLES)
    try:
        run(parser.parse_args().path.expanduser(), home())
    except Trouble as trouble:
        print(f"error: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
