"""The SHA-256 of one object version, computed as its bytes come."""

import hashlib
from collections.abc import Callable

from common.files.digests import Digest
from common.files.streams import Reading


def digest(bucket: str, key: str, version_id: str, size: int, *, go_on: Callable[[int], None]) -> Digest:
    """The SHA-256 of the version's `size` bytes.

    `go_on` is told how many are read, at each connection and each block, and ends it by raising. Raises Gone, Broken of
    `streams`.
    """
    hashed = hashlib.sha256()
    reading = Reading(bucket, key, version_id, size, go_on)
    for block in reading.blocks():
        hashed.update(block)
    return Digest(key, version_id, reading.etag.strip('"'), size, hashed.hexdigest())
