"""Ids of events that have none: a run gives the same place the same id each time, so that sending is repeatable."""

import hashlib
import os
import time
import uuid


def new_run() -> str:
    """A run of its own: a UUID of version 7 (RFC 9562, 5.7)."""
    return _version_7(time.time_ns() // 1_000_000, os.urandom(10))


def event_id(run: str, position: int) -> str:
    """The id of the event at `position` in the input of `run`: a UUID of version 7 that says when the run began.

    Raises ValueError when `run` is no UUID.
    """
    began = uuid.UUID(run)
    return _version_7(began.int >> 80, hashlib.sha256(f"{began}#{position}".encode()).digest()[:10])


def _version_7(milliseconds: int, chance: bytes) -> str:
    random = int.from_bytes(chance, "big")
    high, low = random >> 68, random & (1 << 62) - 1
    return str(uuid.UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
