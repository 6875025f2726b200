"""How a file is cut into parts. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Parts of `part_size` bytes each, numbered from 1; the last one is the rest."""

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """How many parts there are."""
        return -(-self.size // self.part_size)

    def start(self, number: int) -> int:
        """Where the part begins in the file."""
        return (number - 1) * self.part_size

    def length(self, number: int) -> int:
        """The bytes of the part."""
        return min(self.part_size, self.size - self.start(number))

    def lacking(self, uploaded: dict[int, "Part"]) -> list[int]:
        """The parts that are not uploaded, or with another size than they must have."""
        return [
            number
            for number in range(1, self.count + 1)
            if number not in uploaded or uploaded[number].size != self.length(number)
        ]


@dataclass(frozen=True)
class Part:
    """A part that S3 has."""

    etag: str
    size: int
