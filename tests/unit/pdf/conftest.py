"""Documents read as the function reads them, in a process of its own; or here, where only what is told matters."""

from collections.abc import Callable
from pathlib import Path

import pytest

from processor.pdf import child, pdfium, reading
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


@pytest.fixture
def read_here(tmp_path: Path) -> Read:
    """Likewise, without the process: a third of a second less for each document that harms nobody."""
    file = tmp_path / "document.pdf"

    def act(document: bytes, **bounds: float) -> Facts:
        file.write_bytes(document)
        job = reading.job(file, tmp_path, Bounds(**(BOUNDS | bounds)))  # type: ignore[arg-type] # by name
        with (
            file.open("rb") as source,
            (tmp_path / child.TEXT).open("wb") as text,
            (tmp_path / child.PICTURE).open("wb") as picture,
        ):
            told = child.read(job, pdfium.mapped(source), text, picture)
        return reading._facts(told, tmp_path)

    return act
