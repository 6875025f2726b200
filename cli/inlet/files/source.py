"""A file that is to be sent: what it is, its bytes, and whether it is still the same."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Self

from inlet.errors import CannotSend, FileChanged
from inlet.network.transport import BLOCK_BYTES


@dataclass(frozen=True)
class Source:
    """A regular file as it was when it was examined. Whatever of this changes makes it another file."""

    path: Path
    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The file at `path`. Raises CannotSend when there is none that can be sent."""
        try:
            kind = path.stat().st_mode
            if not stat.S_ISREG(kind):
                raise CannotSend("it is a folder" if stat.S_ISDIR(kind) else "it is no regular file")
            with path.open("rb", buffering=0) as file:
                found = os.fstat(file.fileno())
        except ValueError as impossible:  # a NUL in the name
            raise CannotSend("no file can have this name") from impossible
        except OSError as failure:
            raise CannotSend(_told(failure)) from failure
        if not found.st_size:
            raise CannotSend("the file is empty")
        return cls(path, found.st_size, found.st_mtime_ns, found.st_ino)

    def blocks(self, start: int, length: int) -> Iterator[memoryview]:
        """The bytes from `start` on, in blocks of 1 MiB; each is good until the next is asked for.

        The last block is handed out only when the file has proved to be the same still: what was made of two states of
        a file is then never sent to its end. Raises FileChanged when it is not, CannotSend when it cannot be read.
        """
        buffer = memoryview(bytearray(min(BLOCK_BYTES, length)))
        try:
            with self.path.open("rb", buffering=0) as file:
                self._require_same(file)
                file.seek(start)
                while length:
                    got = file.readinto(buffer[: min(length, len(buffer))])
                    if not got:
                        raise FileChanged("the file has become shorter while it was read")
                    length -= got
                    if not length:
                        self._require_same(file)
                    yield buffer[:got]
        except FileNotFoundError as vanished:
            raise FileChanged("the file has vanished while it was read") from vanished
        except OSError as failure:
            raise CannotSend(_told(failure)) from failure

    def content(self) -> bytes:
        """All bytes. For small files. Raises as `blocks` does."""
        content = bytearray()
        for block in self.blocks(0, self.size):  # one after the other: they share their memory
            content += block
        return bytes(content)

    def _require_same(self, file: FileIO) -> None:
        found = os.fstat(file.fileno())
        if (found.st_size, found.st_mtime_ns, found.st_ino) != (self.size, self.mtime_ns, self.inode):
            raise FileChanged("the file has changed while it was read")


def _told(failure: OSError) -> str:
    return f"the file cannot be read: {failure.strerror or failure}"
