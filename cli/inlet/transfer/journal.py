"""What has to outlive the process: which upload a large file belongs to, so that it can be resumed."""

import hashlib
import json
import os
import uuid
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inlet.errors import AlreadyRunning
from inlet.files.lock import Held, locked
from inlet.transfer.promise import Promise


@dataclass(frozen=True)
class Entry:
    """An upload that was begun: its id, and the file and promise that it is for.

    `joined`: the API was asked to put its parts together, and may have done so.
    """

    file_id: str
    size: int
    mtime_ns: int
    inode: int
    promise: dict[str, Any]
    joined: bool = False

    @classmethod
    def of(cls, file_id: str, promise: Promise) -> "Entry":
        """The entry of an upload that is about to begin."""
        source = promise.source
        return cls(file_id, source.size, source.mtime_ns, source.inode, promise.terms())

    def stands_for(self, promise: Promise) -> bool:
        """Whether the upload is one of this file, as it is now, and promised alike."""
        return replace(self, joined=False) == self.of(self.file_id, promise)


class Journal:
    """The entry of one file, readable by its owner only. Without a path it keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @property
    def keeps(self) -> bool:
        """Whether an upload can be resumed by it."""
        return self._path is not None

    def read(self) -> Entry | None:
        """What was kept; None when there is nothing, or nothing that can be understood (of which a warning tells)."""
        if not self._path:
            return None
        try:
            entry = Entry(**json.loads(self._path.read_text()))
            uuid.UUID(str(entry.file_id))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, RecursionError) as broken:
            warnings.warn(f"a journal of uploads is passed over, it cannot be read: {broken}", stacklevel=2)
            return None
        return entry

    def write(self, entry: Entry) -> None:
        """Keeps `entry` in one step, also through a loss of power. Where that fails, a warning says so."""
        if not self._path:
            return
        try:
            self._replace(self._path, entry)
        except OSError as failure:
            _warn(failure)
            self._path = None

    def note_joined(self) -> None:
        """Notes that the parts are about to be put together."""
        entry = self.read()
        if entry and not entry.joined:
            self.write(replace(entry, joined=True))

    def remove(self) -> None:
        """Forgets the entry."""
        if self._path:
            self._path.unlink(missing_ok=True)

    @staticmethod
    def _replace(path: Path, entry: Entry) -> None:
        draft = path.with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(entry), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)


@contextmanager
def journal(folder: Path | None, api_url: str, tenant: str | None, path: Path) -> Iterator[Journal]:
    """The journal of the file at `path` in that tenant, for one process at a time. Raises AlreadyRunning for others.

    Where none can be kept, a warning says so, and the upload goes without.
    """
    key = json.dumps([api_url, tenant, os.fsencode(path.resolve()).hex()])
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    with ExitStack() as lock:
        try:
            kept = _made(folder)
            lock.enter_context(locked(kept / f"{name}.lock"))
        except Held as busy:
            raise AlreadyRunning("the file is being uploaded already, by another process or thread") from busy
        except OSError as failure:
            _warn(failure)
            yield Journal()
            return
        yield Journal(kept / f"{name}.json")


def _warn(failure: OSError) -> None:
    warnings.warn(f"no journal can be kept, so this upload cannot be resumed: {failure}", stacklevel=3)


def _made(folder: Path | None) -> Path:
    if folder is None:
        # Not at the top: whoever names a folder does without the package.
        from platformdirs import user_state_path  # noqa: PLC0415

        folder = user_state_path("inlet")
    kept = folder / "uploads"
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
