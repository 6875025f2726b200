"""What became of the demo's files: how they ended, what was found in them, what was made of them, what nobody gets."""

import sys
import time

import urllib3

from inlet import ApiError, Client, File, Upload
from inlet.files.names import printable
from inlet.values import OPEN
from local import findings
from local.columns import fit, places
from local.home import Trouble

NEWS_SECONDS = 300  # without any: a step that failed is tried again after a minute, then two, then four
POLL_SECONDS = 0.3
PAUSE_SECONDS = 10  # between two words about what is awaited
NAME_PLACES = 48  # at most, for a name in a table
LINKS = 5  # at most: they are long

# What a picture of the file is called, by kind of file.
_PICTURES = ("thumb-200", "preview")


def run(client: Client, came: list[Upload], *, scanner: str) -> None:
    """Waits until each file has come to its end and prints which.

    Raises Trouble when one comes to none, a link does not open or an infected file is given out; InletError when the
    API does not answer as it should.
    """
    if not came:
        return
    files = _settled(client, [one.file_id for one in came])
    width = min(NAME_PLACES, max(places(_name(one)) for one in files))
    print(f"\nEach was processed; {'nothing was scanned' if scanner == 'none' else f'{scanner} scanned it'}:")
    for file in files:
        print(f"  {fit(_name(file), width)}  {fit(file.status, 11)}  {findings.told(file)}")
    _show_pictures(client, files, width)
    for file in files:
        if not file.readable:
            print(f"\n{_name(file)} is given to nobody: {_refusal(client, file)}")
    if scanner == "none":
        print("\nLeft out: a file that is infected. There is no clamd to find it; make clamav says how to get one")


def _settled(client: Client, file_ids: list[str]) -> list[File]:
    files = {one: client.file(one) for one in file_ids}
    heard_at = told_at = time.monotonic()
    while waiting := [one for one in file_ids if files[one].status in OPEN]:
        now = {one: client.file(one) for one in waiting}
        if any(now[one].told != files[one].told for one in waiting):
            heard_at = time.monotonic()
        elif time.monotonic() - heard_at > NEWS_SECONDS:
            raise Trouble(f"{len(waiting)} files are not processed after {NEWS_SECONDS} s: make logs says why")
        files |= now
        if time.monotonic() - told_at > PAUSE_SECONDS:
            told_at = time.monotonic()
            print(f"→ {len(waiting)} of {len(files)} are still being processed", file=sys.stderr, flush=True)
        time.sleep(POLL_SECONDS)
    return [files[one] for one in file_ids]


def _show_pictures(client: Client, files: list[File], width: int) -> None:
    """A link for each of some files, which was tried."""
    chosen = [(one, name) for one in files for name in _PICTURES if name in one.variants][:LINKS]
    signed = [client.content_url(file.file_id, name) for file, name in chosen]
    if signed:
        print(f"\nPictures of them, by signed links for whoever has them, until {signed[0].expires_at:%H:%M} UTC:")
    for (file, name), url in zip(chosen, (one.url for one in signed), strict=True):
        answer = urllib3.request("GET", url)
        if answer.status != 200:
            raise Trouble(f"the link to {name} of {_name(file)} is answered with {answer.status}: make logs says why")
        media_type = answer.headers.get("content-type", "")
        print(f"  {fit(_name(file), width)}  {name}, {len(answer.data):,} bytes of {media_type}:\n  {url}")


def _refusal(client: Client, file: File) -> str:
    try:
        client.content_url(file.file_id)
    except ApiError as refused:
        return f"{refused.status} {refused.code}, {refused.detail}"
    raise Trouble(f"{_name(file)} is {file.status}, and yet its content is given out")


def _name(file: File) -> str:
    return printable(file.filename)
