"""Entry of the task `pdf`: a version of a file in, what its document tells out."""

import tempfile
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from common import settings
from common.files import extraction
from common.files.extraction import Extract, ExtractorSettings, Failed, Task
from processor.pdf import findings, reading
from processor.pdf.reading import Bounds

STEP = "pdf"

# It has to lie in /tmp, which has 512 MB.
MAX_BYTES = 256 << 20

# What is left to keep what was found, and to say how it ended.
_RESERVE_SECONDS = 10
# Of the time that there is, text may take so much: what is known by then is kept.
_FOR_TEXT = 0.6
# This process itself, with AWS's clients and a picture being made.
_OWN_BYTES = 256 << 20


@dataclass(frozen=True)
class PdfSettings(ExtractorSettings):
    """The function `pdf`. Text is read from `pdf_max_pages` pages, and `pdf_text_bytes` of it are kept."""

    pdf_max_pages: int
    pdf_text_bytes: int
    jpeg_quality: int


@cache
def for_pdf() -> PdfSettings:
    """Read once a container. Raises SettingsError."""
    return settings.read(PdfSettings)


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """{"tenantId", "fileId", "versionId", "size", "mediaType": "application/pdf", "attempt", "run", "correlationId", …}
    → the answer of `extraction.run`; fails for good with `damaged`, `too_complex`, `too_large`.
    """
    conf = for_pdf()
    return extraction.run(STEP, event, conf, partial(extract, conf=conf, context=context))


def extract(task: Task, *, conf: PdfSettings, context: Any) -> Extract:
    """What the document of `task` tells. Raises Failed, Gone, Busy."""
    if task.size > MAX_BYTES:
        raise Failed("too_large", f"Of PDFs, {MAX_BYTES >> 20} MB at most are read.")
    # Started first: it is ready when the bytes are.
    with reading.reader() as reader, tempfile.TemporaryDirectory() as scratch:
        document = Path(scratch) / "document.pdf"
        with document.open("wb") as file:
            extraction.fetch(conf.uploads_bucket, task, file)
        try:
            facts = reader.read(document, Path(scratch), _bounds(conf, context))
        except reading.Locked:
            return findings.locked()
        except reading.Damaged:
            raise Failed("damaged", "The file is no PDF that can be read: it is damaged or incomplete.") from None
        except reading.TooComplex:
            raise Failed("too_complex", "The PDF takes more time or memory to be read than there is.") from None
    return findings.of(facts, conf.jpeg_quality)


def _bounds(conf: PdfSettings, context: Any) -> Bounds:
    seconds = max(1.0, context.get_remaining_time_in_millis() / 1000 - _RESERVE_SECONDS)
    return Bounds(
        max_pages=conf.pdf_max_pages,
        text_bytes=conf.pdf_text_bytes,
        memory_bytes=(int(context.memory_limit_in_mb) << 20) - _OWN_BYTES,
        seconds=seconds,
        text_seconds=seconds * _FOR_TEXT,
    )
