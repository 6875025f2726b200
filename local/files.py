"""Which files are to be uploaded from where a user points, and what of it is left out."""

import os
from pathlib import Path

from local.home import Trouble


def choose(path: Path) -> tuple[list[Path], dict[str, str]]:
    """The files at `path` (a file, or a folder and what lies directly in it), and {name: why} of what is left out.

    Raises Trouble when nothing remains.
    """
    try:
        entries = sorted(path.iterdir()) if path.is_dir() else [path]
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}") from error
    left_out = {entry.name: why for entry in entries if (why := _hindrance(entry))}
    files = [entry for entry in entries if entry.name not in left_out]
    if not files:
        raise Trouble(f"there is nothing to upload at {path}: {_why(path, left_out)}")
    return files, left_out


def _why(path: Path, left_out: dict[str, str]) -> str:
    if not path.is_dir():
        return f"it is {left_out[path.name]}"
    return ", ".join(f"{name!r} is {why}" for name, why in left_out.items()) or "the folder is empty"


def _hindrance(entry: Path) -> str | None:
    if entry.name.startswith("."):
        return "hidden"
    if entry.is_dir():
        return "a folder"
    if not entry.exists():
        return "a broken link" if entry.is_symlink() else "not there"
    if not entry.is_file():
        return "not a file"
    return None if os.access(entry, os.R_OK) else "not readable"
