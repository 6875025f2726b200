"""A file with what was found in it: the answer of `GET /files/{id}`, and what its ETag is of."""

from typing import Any

from common.files import findings, gates
from common.files.file import File
from ingestion.files import views


def view(table: str, file: File, *, unscanned: bool) -> dict[str, Any]:
    """What a client gets to see of `file`. `unscanned`: files without a verdict are readable too. Raises Busy."""
    readable = gates.readable(file, unscanned=unscanned)
    attempt = file.processing.extracted if readable and file.processing else None
    extracted = findings.find(table, file.id, attempt) if attempt else None
    return views.file(file, extracted, readable=readable)
