"""The process in which one PDF is read: it limits itself, does what it is told, and ends.

`python -m processor.pdf.child` takes a line of JSON from its standard input (made by `reading`), answers one on its
standard output, and leaves text and picture in files, which it opens before anything of the document is read: after
that it can open nothing. What killed it is told by how it ended.
"""

import json
import os
import resource
import sys
import time
from mmap import mmap
from pathlib import Path
from typing import Any, BinaryIO

from processor.pdf import confinement, dates, pdfium, texts

NAME = "processor.pdf.child"
TEXT = "text.txt"
PICTURE = "page.bgr"

# Its own answer when memory ran out in Python; PDFium ends by a signal.
NO_MEMORY = 3

_LINE_CHARACTERS = 500
_FILE_BYTES = 64 << 20


def main() -> int:
    """Reads the one document that it is told of."""
    line = sys.stdin.readline()
    if not line:  # there came no document
        return 0
    job = json.loads(line)
    document, folder = Path(job["document"]), Path(job["folder"])
    with document.open("rb") as source, (folder / TEXT).open("wb") as text, (folder / PICTURE).open("wb") as picture:
        memory = pdfium.mapped(source)
        # What is mapped can be dropped again: it does not count.
        limit(job["memoryBytes"] + (len(memory) if memory else 0), job["cpuSeconds"])
        confined = confinement.shut_in()
        try:
            told = read(job, memory, text, picture) | {"confined": confined}
            sys.stdout.write(json.dumps(told))
            sys.stdout.flush()
        except MemoryError:
            return NO_MEMORY
    return 0


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """No more memory, time, open and large files than this; no dumps."""
    bounds = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: _FILE_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 32,
    }
    if sys.platform == "linux":  # macOS knows the name only
        bounds[resource.RLIMIT_AS] = memory_bytes
    for kind, most in bounds.items():
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def read(job: dict[str, Any], memory: mmap | None, text: BinaryIO, picture: BinaryIO) -> dict[str, Any]:
    """What `reading.Facts` holds, as JSON, or {"fault": "damaged" │ "locked"}."""
    until = time.monotonic() + job["textSeconds"]
    try:
        document = pdfium.opened(memory)
    except pdfium.Damaged:
        return {"fault": "damaged"}
    except pdfium.Locked:
        return {"fault": "locked"}
    # The picture first: it costs one page, the text perhaps thousands.
    look = document.look(0, job["pixels"])
    if look:
        picture.write(look.bgr)
    return {
        "pageCount": document.page_count,
        "encrypted": document.encrypted,
        "title": texts.line(document.told("Title"), _LINE_CHARACTERS),
        "author": texts.line(document.told("Author"), _LINE_CHARACTERS),
        "created": _instant(document.told("CreationDate")),
        "modified": _instant(document.told("ModDate")),
        "picture": [look.width, look.height] if look else None,
        "truncated": _write_text(document, text, job["maxPages"], job["textBytes"], until),
    }


def _write_text(document: pdfium.Document, out: BinaryIO, max_pages: int, max_bytes: int, until: float) -> bool:
    """Writes the text of the pages, each ended by a form feed; returns whether there was more than there may be."""
    left = max_bytes
    for index in range(document.page_count):
        if index == max_pages or time.monotonic() > until:
            return True
        page = texts.page(document.text(index) or "").encode() + b"\f"
        if len(page) > left:
            out.write(texts.cut(page, left))
            return True
        left -= out.write(page)
    return False


def _instant(told: str) -> str | None:
    instant = dates.parse(told)
    return instant.isoformat() if instant else None


if __name__ == "__main__":
    # Without tidying up: it takes longer than to read a short document.
    os._exit(main())
