"""A lock on a file that the system takes back when the process dies, however it dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Held(Exception):
    """Somebody else has the lock."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock at `path` and leaves nothing behind. Raises Held, and OSError where no locks are to be had."""
    descriptor = _taken(path)
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(descriptor)  # what is open cannot be removed there
        else:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _taken(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _try(descriptor)
        except (BlockingIOError, PermissionError) as busy:
            os.close(descriptor)
            raise Held from busy
        except OSError:
            os.close(descriptor)
            raise
        # Between opening and locking, the one before may have removed the file: then another one could be locked too.
        if sys.platform == "win32" or _is_at(path, descriptor):
            return descriptor
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
