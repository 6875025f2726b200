"""The file that everybody uploads."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A file of random bytes, which nothing on the way can compress or guess."""

    path: Path
    size: int
    sha256: str

    def part_sizes(self, part_size: int) -> list[int]:
        """The sizes of its parts, in order: the last one is the rest."""
        return [min(part_size, self.size - start) for start in range(0, self.size, part_size)]


def make(folder: Path, size: int) -> Source:
    """Writes a file of `size` bytes; reading it afterwards costs no disk."""
    path, digest = folder / "source.zip", hashlib.sha256()
    with path.open("wb") as file:
        for start in range(0, size, MIB):
            block = os.urandom(min(MIB, size - start))
            digest.update(block)
            file.write(block)
    return Source(path, size, digest.hexdigest())
