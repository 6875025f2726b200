"""The demo's uploads: files in every way in which they can be sent, and what was noted of their arrival."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from inlet import Client, Item, Outcome, Refused, Sent, Upload, UploadFailed
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


def run(client: Client, files: Chosen, tenant: str, place: Home, made: Outputs, *, samples: bool) -> list[Upload]:
    """Uploads the files and prints what became of them; answers with those that came. `samples`: they are ours.

    Raises Trouble when it comes to no end, InletError when the API does not answer as it should.
    """
    outcomes = list(_samples(client, files.files, made) if samples else _upload(client, map(Item, files.files)))
    width = min(NAME_PLACES, max(places(_name(one)) for one in outcomes))
    for one in outcomes:
        print(f"  {fit(_name(one), width)}  {_told(one)}")
    if files.left_out:
        print(f"  left out: {', '.join(f'{printable(p.name)} ({why})' for p, why in files.left_out.items())}")
    came = [upload for one in outcomes if (upload := _arrived(one))]
    if came:
        _show_evidence({f"{tenant}/{one.file_id}": one.filename for one in came}, width, place, made)
    return came


def _samples(client: Client, files: list[Path], made: Outputs) -> Iterator[Outcome]:
    """What becomes of the samples, which show every way: one goes by form, one in parts, the others by PUT."""
    by_form, *by_put = files
    yield from _upload(client, [Item(by_form)], method="POST")
    yield from _upload(client, map(Item, by_put))
    with sample_files.large() as large:
        yield from _upload(client, [large], method="MULTIPART")
    if made.scanner != "none":
        with sample_files.infected() as infected:
            yield from _upload(client, [infected])


def _arrived(one: Outcome) -> Upload | None:
    """The upload whose file came. Processing may have called it a failure already."""
    if isinstance(one, Sent):
        return one.upload
    known = one.error.upload if isinstance(one.error, UploadFailed) else None
    return known if known and known.uploaded_at else None


def _upload(client: Client, wanted: Iterable[Item], **how: Any) -> list[Outcome]:
    items = list(wanted)
    with shown(sum(item.path.stat().st_size for item in items), len(items)) as progress:
        outcomes = []
        for outcome in client.upload_many(items, on_progress=progress.step, **how):
            progress.done(outcome)
            outcomes.append(outcome)
    return sorted(outcomes, key=lambda one: one.path)


def _name(one: Outcome) -> str:
    return printable(one.path.name)


def _told(one: Outcome) -> str:
    upload = _arrived(one)
    if upload:
        return f"{upload.size:>11,} bytes  {upload.content_type}"
    return f"refused: {one.reason}" if isinstance(one, Refused) else ""


def _show_evidence(names: dict[str, str], width: int, place: Home, made: Outputs) -> None:
    rows = evidence.audit_rows(list(names), place, made)
    mails = evidence.mails(list(names), place) if made.mail_from else []
    print(f"\nThe audit log tells (table {made.audit_table}):")
    for key, name in names.items():
        story = sorted((row for row in rows if row["pk"] == key), key=lambda row: STORY.index(row["kind"]))
        told = ", ".join(row.get("eventName") or row["verdict"] for row in story)
        print(f"  {story[0]['recordedAt']}  {fit(printable(name), width)}  {told}")
    if mails:
        print(f"\nSES sent {len(mails)} alert mail{'s'[: len(mails) != 1]}, the last one:")
        print(f"  to {mails[-1].to}: {mails[-1].subject}")
        print("\n".join(f"  │ {line}".rstrip() for line in mails[-1].text.strip().splitlines()))
    else:
        print("\nNo alert mail was sent: variable mail of terraform/environments/local says which uploads cause one")
