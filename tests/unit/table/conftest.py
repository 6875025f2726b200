"""Tables as bytes in, what is told of them out."""

from typing import Any

from processor.table import reading
from processor.table.findings import findings
from processor.table.reading import Table
from tests.unit.cloud import clock, cloud, lines

__all__ = ["clock", "cloud", "found", "lines", "table"]


def table(content: str | bytes, media_type: str = "text/csv", block_bytes: int = 1 << 20) -> Table:
    """The table that is read from `content`, which comes in blocks of so many bytes."""
    raw = content.encode() if isinstance(content, str) else content
    blocks = [raw[start : start + block_bytes] for start in range(0, len(raw), block_bytes)]
    return reading.read(blocks, media_type)


def found(content: str | bytes, media_type: str = "text/csv", block_bytes: int = 1 << 20) -> dict[str, Any]:
    """What is told of it."""
    return findings(table(content, media_type, block_bytes))
