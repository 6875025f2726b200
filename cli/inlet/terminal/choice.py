"""Which files a user means who names files, folders and patterns."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import click


@dataclass(frozen=True)
class Chosen:
    """The files to upload, each once, and {path: why} of what folders hold beside them."""

    files: list[Path]
    left_out: dict[Path, str]


def choose(named: Iterable[str], *, hidden: bool = False) -> Chosen:
    """Files as they are named, what lies in folders at any depth, and what patterns match that the shell left alone.

    Raises UsageError for what is not there. What is `hidden` in a folder is left out unless wanted.
    """
    files: dict[str, Path] = {}
    left_out: dict[Path, str] = {}
    for path in _named(named):
        if not path.is_dir():
            files.setdefault(str(path.absolute()), path)
            continue
        for found, why in _within(path, hidden):
            if why:
                left_out[found] = why
            else:
                files.setdefault(str(found.absolute()), found)
    return Chosen(list(files.values()), left_out)


def _named(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        if not name:  # an unset variable in quotes: not the folder that we are in
            raise click.UsageError("A path is empty.")
        path = Path(name)
        if not os.path.lexists(path):  # a name may begin with ~ itself, as those of Word's lock files do
            path = Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib's fails where there is no such user
        if os.path.lexists(path):
            yield path
            continue
        if not glob.has_magic(name):
            raise click.UsageError(f"{name} is not there.")
        matches = _matches(path)
        if not matches:
            raise click.UsageError(f"{name} matches nothing.")
        yield from matches


def _matches(pattern: Path) -> list[Path]:
    """What matches, as shells have it: without what is hidden, unless the pattern names it."""
    base = Path(pattern.anchor)
    try:
        found = sorted(base.glob(str(pattern.relative_to(base))))
    except ValueError as wrong:
        raise click.UsageError(f"{pattern}: {wrong}.") from wrong
    return [path for path in found if _names(pattern.parts, path.parts)]


def _names(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the pattern stands for these parts of a path, and what is hidden for a part with a dot of its own."""
    if not pattern:
        return not parts
    if pattern[0] == "**" and _names(pattern[1:], parts):
        return True
    if not parts or (parts[0].startswith(".") and not pattern[0].startswith(".")):
        return False
    if pattern[0] == "**":
        return _names(pattern, parts[1:])
    return fnmatch(parts[0], pattern[0]) and _names(pattern[1:], parts[1:])


def _within(folder: Path, hidden: bool) -> Iterator[tuple[Path, str | None]]:
    """All that lies below `folder`, in order, each with the reason for which it is left out."""
    unreadable: list[tuple[Path, str | None]] = []

    def note(failure: OSError) -> None:
        unreadable.append((Path(str(failure.filename)), failure.strerror or "not readable"))

    for place, folders, names in os.walk(folder, onerror=note):
        here = Path(place)
        folders.sort()
        for name in list(folders):
            why = _hindrance(here / name, hidden)
            if why:
                folders.remove(name)
                yield here / name, why
        for name in sorted(names):
            yield here / name, _hindrance(here / name, hidden)
    yield from unreadable


def _hindrance(entry: Path, hidden: bool) -> str | None:
    if entry.name.startswith(".") and not hidden:
        return "hidden"
    if entry.is_symlink() and entry.is_dir():
        return "a link to a folder"  # which may lead back up
    if entry.is_dir() or entry.is_file():
        return None
    return "not a file" if entry.exists() else "a broken link"
