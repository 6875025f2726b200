"""What a file of ClamAV's definitions says of itself in its first 512 bytes. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADER_BYTES = 512
# The three that ClamAV publishes: as released, or patched since.
NAMES = tuple(f"{name}.{form}" for name in ("main", "daily", "bytecode") for form in ("cvd", "cld"))
_BUILT = "%d %b %Y %H-%M %z"


class NoDefinitions(ValueError):
    """The bytes are not the head of definitions."""


@dataclass(frozen=True)
class Head:
    """Their running number, and when they were built."""

    number: int
    built_at: datetime


def parse(head: bytes) -> Head:
    """`ClamAV-VDB:21 Nov 2026 08-30 -0400:27810:…`. Raises NoDefinitions.

    https://docs.clamav.net/manual/Signatures.html#the-header
    """
    try:
        magic, built, number, *_ = head.decode("ascii").split(":")
        if magic != "ClamAV-VDB":
            raise NoDefinitions("they do not begin as definitions do")
        return Head(int(number), datetime.strptime(built, _BUILT).astimezone(UTC))
    except ValueError as fault:
        raise NoDefinitions("the head of the definitions is malformed") from fault


def read(file: Path) -> Head:
    """The head of a file. Raises NoDefinitions."""
    with file.open("rb") as opened:
        return parse(opened.read(HEADER_BYTES))
