"""A stream of unknown length, kept in a temporary file: the API wants to know the size beforehand."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from inlet.errors import CannotSend
from inlet.network.transport import BLOCK_BYTES


@contextmanager
def spooled(stream: BinaryIO) -> Iterator[Path]:
    """A file with all that the stream still holds, readable by its owner only, and gone afterwards.

    Raises CannotSend when the stream cannot be read to its end, or the disk does not hold it.
    """
    with tempfile.TemporaryDirectory(prefix="inlet-") as folder:
        path = Path(folder) / "stream"
        try:
            with path.open("wb") as file:
                copyfileobj(stream, file, BLOCK_BYTES)
        except OSError as failure:
            raise CannotSend(f"the stream cannot be kept: {failure.strerror or failure}") from failure
        yield path
