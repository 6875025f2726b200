"""The beginning and the end of an object version: all that inspection reads of it, however large it is. Pure."""

from dataclasses import dataclass, field

# What tells a type stands in the first kilobytes; a text is judged by more of them.
HEAD_BYTES = 65_536
# A ZIP's end record and the longest comment behind it (65,557 bytes), and room for the directory of a small one.
TAIL_BYTES = 131_072


@dataclass(frozen=True)
class Ends:
    """The first and the last bytes of `size`; of small objects each is all of it, so that they overlap."""

    head: bytes = field(repr=False)
    tail: bytes = field(repr=False)
    size: int

    @property
    def tail_start(self) -> int:
        """Where in the object `tail` begins."""
        return self.size - len(self.tail)


def of(content: bytes) -> Ends:
    """The ends of `content`, which is a whole object."""
    return Ends(content[:HEAD_BYTES], content[-TAIL_BYTES:], len(content))
