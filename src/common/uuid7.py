"""UUIDs of version 7 (RFC 9562, 5.7): they sort by the millisecond in which they were made."""

import os
import uuid
from datetime import datetime


def make(at: datetime) -> str:
    """A new UUID that says `at`, as `019ab3c0-…`: 48 bits of milliseconds, 74 random ones."""
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    random = int.from_bytes(os.urandom(10), "big")
    high, low = random >> 68, random & (1 << 62) - 1
    return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
