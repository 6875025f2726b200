"""The demo's uploads: files in every way in which they can be sent, and what the system noted of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from inlet import Client, Item, Outcome, Refused, Sent
from inlet.files.names import printable
from inlet.terminal.bars import shown
from inlet.terminal.choice import Chosen, choose
from local import evidence, sample_files
from local.columns import fit, places
from local.home import Home, Trouble
from local.outputs import Outputs

STORY = ("created", "decision")
NAME_PLACES = 48  # at most, for a name in a table


def chosen(path: Path) -> Chosen:
    """The files at `path`. Raises Trouble when there are none."""
    try:
        found = choose([str(path)])
    except click.UsageError as wrong:
        raise Trouble(wrong.message) from wrong
    if not found.files:
        reasons = ", ".join(f"{one.name!r} is {why}" for one, why in found.left_out.items())
        raise Trouble(f"there is nothing to upload at {path}: {reasons or 'the folder is empty'}")
    return found


def run(client: Client, files: Chosen, tenant: str, place: Home, made: Outputs, *, with_large: bool) -> Sent | None:
    """Uploads the files and prints what became of them; answers with the first that was taken.

    Raises Trouble when it comes to no end, InletError when the API does not answer as it should.
    """
    outcomes = list(_sent(client, files.files, with_large=with_large))
    width = min(NAME_PLACES, max(places(_name(one)) for one in outcomes))
    for one in outcomes:
        print(f"  {fit(_name(one), width)}  {_told(one)}")
    if files.left_out:
        print(f"  left out: {', '.join(f'{printable(p.name)} ({why})' for p, why in files.left_out.items())}")
    accepted = {f"{tenant}/{one.upload.file_id}": one for one in outcomes if isinstance(one, Sent)}
    if accepted:
        _show_evidence(accepted, width, place, made)
    return next(iter(accepted.values()), None)


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
