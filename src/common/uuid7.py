"""UUIDs of version 7 (RFC 9562, 5.7): they sort by the millisecond in which they were made."""

import hashlib
import os
import uuid
from datetime import datetime


def make(at: datetime) -> str:
    """A new UUID that says `at`, as `019ab3c0-…`: 48 bits of milliseconds, 74 random ones."""
    return _written(at, os.urandom(10))


def derived(at: datetime, name: str) -> str:
    """The one UUID that says `at` and stands for `name`: a hash of it in place of what is random."""
    return _written(at, hashlib.sha256(name.encode()).digest()[:10])


def _written(at: datetime, rest: bytes) -> str:
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    number = int.from_bytes(rest, "big")
    high, low = number >> 68, number & (1 << 62) - 1
    return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
