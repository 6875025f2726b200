"""python -m local.demo [PATH]: signs in, uploads a folder's files or one, and shows what the system noted of them."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from inlet import Client, InletError, Item, Outcome, Refused, Sent
from inlet.files.names import printable
from inlet.terminal.bars import shown
from inlet.terminal.choice import Chosen, choose
from local import evidence, sample_files
from local.columns import fit, places
from local.home import Home, Trouble, home
from local.outputs import Outputs, outputs
from local.signin import sign_in
from local.users import user

USER = "demo"
STORY = ("created", "decision")
NAME_PLACES = 48  # at most, for a name in a table


def run(path: Path | None, place: Home) -> None:
    """Uploads what lies at `path`, or the samples, and prints the result. Raises Trouble when it comes to no end."""
    chosen = _chosen(path or sample_files.FOLDER)
    made = outputs(place)
    who = user(USER, place, made)
    print(f"\nSigned in as {who.email}; uploading straight to S3")
    token = sign_in(who, made).access
    try:
        tenant = _tenant(made.api_url, token)
        with Client(made.api_url, token, tenant=tenant, state_dir=place.folder) as client:
            outcomes = list(_sent(client, chosen.files, with_large=path is None))
    except InletError as failure:
        raise Trouble(str(failure)) from failure
    width = min(NAME_PLACES, max(places(_name(one)) for one in outcomes))
    for one in outcomes:
        print(f"  {fit(_name(one), width)}  {_told(one)}")
    if chosen.left_out:
        print(f"  left out: {', '.join(f'{printable(p.name)} ({why})' for p, why in chosen.left_out.items())}")
    accepted = {f"{tenant}/{one.upload.file_id}": one for one in outcomes if isinstance(one, Sent)}
    if accepted:
        _show_evidence(accepted, width, place, made)
    _show_next(next(iter(accepted.values()), None), made)


def _chosen(path: Path) -> Chosen:
    try:
        chosen = choose([str(path)])
    except click.UsageError as wrong:
        raise Trouble(wrong.message) from wrong
    if not chosen.files:
        reasons = ", ".join(f"{one.name!r} is {why}" for one, why in chosen.left_out.items())
        raise Trouble(f"there is nothing to upload at {path}: {reasons or 'the folder is empty'}")
    return chosen


def _tenant(api_url: str, token: str) -> str:
    """The user's own tenant, the first: with others shared meanwhile, one has to be named."""
    with Client(api_url, token) as client:
        return min(client.tenants().items, key=lambda one: one.name != "Personal").id


def _sent(client: Client, files: list[Path], *, with_large: bool) -> Iterator[Outcome]:
    """What becomes of the files. The samples show every way: one goes by form, one in parts, the others by PUT."""
    if not with_large:
        yield from _upload(client, [Item(file) for file in files])
        return
    by_form, *by_put = files
    yield from _upload(client, [Item(by_form)], method="POST")
    yield from _upload(client, [Item(file) for file in by_put])
    with sample_files.large() as large:
        yield from _upload(client, [large], method="MULTIPART")


def _upload(client: Client, items: list[Item], **how: Any) -> list[Outcome]:
    with shown(sum(item.path.stat().st_size for item in items), len(items)) as progress:
        outcomes = []
        for outcome in client.upload_many(items, on_progress=progress.step, **how):
            progress.done(outcome)
            outcomes.append(outcome)
    return sorted(outcomes, key=lambda one: one.path)


def _name(one: Outcome) -> str:
    return printable(one.path.name)


def _told(one: Outcome) -> str:
    if isinstance(one, Refused):
        return f"refused: {one.reason}"
    return f"{one.upload.size:>11,} bytes  {one.upload.content_type}"


def _show_evidence(accepted: dict[str, Sent], width: int, place: Home, made: Outputs) -> None:
    rows = evidence.audit_rows(list(accepted), place, made)
    mails = evidence.mails(list(accepted), place) if made.mail_from else []
    print(f"\nThe audit log tells (table {made.audit_table}):")
    for key, one in accepted.items():
        story = sorted((row for row in rows if row["pk"] == key), key=lambda row: STORY.index(row["kind"]))
        told = ", ".join(row.get("eventName") or row["verdict"] for row in story)
        print(f"  {story[0]['recordedAt']}  {fit(_name(one), width)}  {told}")
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
        print(f'  curl -sw "\\n" {auth} "$INLET_API/uploads/{first.upload.file_id}"')
    print("or, after make cli, with the command line:")
    print("  .venv-cli/bin/inlet upload local/samples")


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
