"""Documents read as the function reads them: in a process of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from processor.pdf import reading
from processor.pdf.reading import Bounds, Facts

Read = Callable[..., Facts]
BOUNDS = {"max_pages": 50, "text_bytes": 10_000, "memory_bytes": 512 << 20, "seconds": 60.0, "text_seconds": 60.0}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the bytes of a document, within BOUNDS but for what is told otherwise."""
    file = tmp_path / "document.pdf"

    def act(document: bytes, **bounds: float) -> Facts:
        file.write_bytes(document)
        with reading.reader() as reader:
            return reader.read(file, tmp_path, Bounds(**(BOUNDS | bounds)))  # type: ignore[arg-type] # by name

    return act
