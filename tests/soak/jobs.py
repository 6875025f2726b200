"""What a soak uploads: files of telling sizes and of any other, by every method, some with a sender that is killed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

MIB = 1 << 20
PART = 8 * MIB
LARGEST = 64 * MIB
# What is empty is refused; at 5 MiB files begin to be sent in parts, and parts have 8 MiB.
_EDGES = (
    *(0, 1, 2, 65_536, MIB),
    *(5 * MIB + step for step in (-1, 0, 1)),
    *(count * PART + step for count in (1, 2, 3, 4) for step in (-1, 0, 1)),
    LARGEST,
)
_METHODS = (None, None, None, "PUT", "POST", "MULTIPART")
_LONGEST_SECONDS = 4.0


@dataclass(frozen=True)
class Job:
    """One file, and how it is sent. `kills` are the seconds after which its sender is killed, a try after the other."""

    number: int
    size: int
    method: str | None
    checksum: bool
    kills: tuple[float, ...]

    @property
    def filename(self) -> str:
        """Its name, by which its rows are found again; the type is one that may be large."""
        return f"{self.number:04d}.zip"

    @property
    def in_parts(self) -> bool:
        """Whether the client sends it in parts."""
        return self.method == "MULTIPART" or (self.method is None and self.size > 5 * MIB)

    def blocks(self, seed: int) -> Iterator[bytes]:
        """Its content, which no other has: the same under the same seed."""
        content = random.Random(f"{seed} {self.number}")
        for at in range(0, self.size, MIB):
            yield content.randbytes(min(MIB, self.size - at))


def drawn(seed: int, count: int) -> list[Job]:
    """The jobs of a soak: every edge once, and sizes of any order of magnitude."""
    chance = random.Random(seed)
    sizes = [*_EDGES, *(int(LARGEST ** chance.random()) for _ in range(count - len(_EDGES)))][:count]
    chance.shuffle(sizes)
    return [_job(chance, number, size) for number, size in enumerate(sizes)]


def _job(chance: random.Random, number: int, size: int) -> Job:
    kills = tuple(chance.uniform(0, _LONGEST_SECONDS) for _ in range(chance.choice((0, 0, 1, 2, 3))))
    return Job(number, size, chance.choice(_METHODS), checksum=chance.random() < 0.8, kills=kills)
