"""Which files a soak of processing sends: the kinds by their share, in an order that the seed draws."""

import random
from dataclasses import dataclass

from tests.soak.processing.kinds import KINDS, Kind


@dataclass(frozen=True)
class Job:
    """One file of the kind called `name`. Its number makes its content; most contents are no other file's."""

    number: int
    name: str

    @property
    def kind(self) -> Kind:
        """How it is made, and how it has to end."""
        return KINDS[self.name]

    @property
    def filename(self) -> str:
        """Its name, by which its row is found again."""
        return f"{self.number:04d}.{self.kind.ending}"

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.kind.content(self.number)


def drawn(seed: int, count: int) -> list[Job]:
    """The jobs of a soak: one of each kind at least where there are enough, the others by how often a kind comes."""
    chance = random.Random(seed)
    names = list(KINDS)
    drawn_ = chance.choices(names, [KINDS[name].often for name in names], k=max(0, count - len(names)))
    kinds = [*names, *drawn_][:count]
    chance.shuffle(kinds)
    return [Job(number, name) for number, name in enumerate(kinds)]
