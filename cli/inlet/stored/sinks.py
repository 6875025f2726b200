"""Where content goes while it comes: a file that can be gone on with, or a stream. Both know its hash."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from inlet.errors import AlreadyRunning, NotFetched
from inlet.files.lock import Held, locked
from inlet.network.transport import BLOCK_BYTES


class Sink(Protocol):
    """Takes content from its first byte to its last. `size` is how many it has."""

    size: int

    def write(self, block: bytes) -> None:
        """Takes the bytes that follow."""

    def restart(self) -> None:
        """Forgets all. Raises NotFetched where what was written cannot be taken back."""

    def sha256(self) -> str:
        """Of all that it has, in hex."""


class Stream:
    """A stream, which cannot be taken back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, block: bytes) -> None:
        try:
            self._stream.write(block)
        except BrokenPipeError:  # whoever reads has had enough: no failure to tell of
            raise
        except OSError as failure:
            raise NotFetched(f"it cannot be written: {failure.strerror or failure}") from failure
        self._hash.update(block)
        self.size += len(block)

    def restart(self) -> None:
        if self.size:
            raise NotFetched("the content has changed while it was fetched")

    def sha256(self) -> str:
        return self._hash.hexdigest()


class Part:
    """A file with the beginning of the content. `reach` is told how many bytes it has, at first and as they come."""

    def __init__(self, file: BinaryIO, reach: Callable[[int], None]) -> None:
        self._file, self._reach = file, reach
        self._hash = hashlib.sha256()
        self.size = 0
        while block := file.read(BLOCK_BYTES):
            self._hash.update(block)
            self.size += len(block)
        reach(self.size)

    def write(self, block: bytes) -> None:
        try:
            self._file.write(block)
        except OSError as failure:
            raise NotFetched(f"it cannot be kept: {failure.strerror or failure}") from failure
        self._hash.update(block)
        self.size += len(block)
        self._reach(self.size)

    def restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._hash, self.size = hashlib.sha256(), 0

    def sha256(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def part(path: Path, reach: Callable[[int], None]) -> Iterator[Part]:
    """The part of a download at `path`, which nobody else writes meanwhile. What it holds stays, however this ends.

    Raises AlreadyRunning, NotFetched.
    """
    try:
        with locked(path.with_name(f"{path.name}.lock")):
            try:
                with path.open("ab+") as file:
                    file.seek(0)
                    yield Part(file, reach)
                    file.flush()
                    os.fsync(file.fileno())
            finally:
                if path.exists() and not path.stat().st_size:
                    path.unlink()
    except Held as busy:
        raise AlreadyRunning("another process is fetching this very file") from busy
    except OSError as failure:
        raise NotFetched(f"it cannot be kept: {failure.strerror or failure}") from failure
