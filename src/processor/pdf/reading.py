"""A PDF read in a process of its own: it may crash, hang or take all memory, and only that process comes to harm.

The process is started before there is a document, so that it is ready once the document is. It gets no credentials: its
environment holds none, it cannot look into ours, and while it reads it can open nothing (`confinement`).
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from common import logs
from processor.pdf import child, confinement

# The longer edge of the picture: print can be read on it.
PIXELS = 1200

# What it answers is a tenth of this.
_ANSWER_BYTES = 65_536
# Lambda's interpreter finds its own library by it.
_INHERITED = ("LD_LIBRARY_PATH", "PATH")
_GOODBYE_SECONDS = 1


class Damaged(Exception):
    """There is no document in the file."""


class Locked(Exception):
    """The document opens with a password or a certificate only."""


class TooComplex(Exception):
    """Reading it took too long, too much memory, or PDFium's life."""


@dataclass(frozen=True)
class Bounds:
    """What reading may cost: pages, bytes of text, memory (address space), time in all, and until text is left off."""

    max_pages: int
    text_bytes: int
    memory_bytes: int
    seconds: float
    text_seconds: float


@dataclass(frozen=True)
class Picture:
    """A page as it looks: rows of blue, green and red bytes."""

    width: int
    height: int
    bgr: bytes


@dataclass(frozen=True)
class Facts:
    """What was read. `text` is UTF-8, each page ended by a form feed; `truncated`: there was more of it."""

    page_count: int
    encrypted: bool
    title: str | None
    author: str | None
    created: datetime | None
    modified: datetime | None
    text: bytes
    truncated: bool
    picture: Picture | None


class Reader:
    """A process that waits for its one document. Made by `reader`."""

    def __init__(self, process: subprocess.Popen[bytes], hidden: bool) -> None:
        self._process, self._hidden = process, hidden

    def read(self, document: Path, folder: Path, bounds: Bounds) -> Facts:
        """Reads the file `document`; `folder` is for what it leaves. Raises Damaged, Locked, TooComplex.

        RuntimeError: the process failed by no fault of the document.
        """
        until = time.monotonic() + bounds.seconds
        self._tell(json.dumps(job(document, folder, bounds)).encode() + b"\n")
        answer = self._answer(until)
        self._check()
        told = json.loads(answer)
        if not (told["confined"] and self._hidden):
            logs.warning("documents are read with a wall missing", shutIn=told["confined"], hidden=self._hidden)
        return _facts(told, folder)

    def _tell(self, line: bytes) -> None:
        assert self._process.stdin  # noqa: S101 - it was started with a pipe
        with suppress(BrokenPipeError):  # how it ended says more
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _answer(self, until: float) -> bytes:
        """All that it says until it ends. Raises TooComplex when it does not, or says too much."""
        assert self._process.stdout  # noqa: S101 - likewise
        told = b""
        while select.select([self._process.stdout], [], [], max(0, until - time.monotonic()))[0]:
            more = os.read(self._process.stdout.fileno(), _ANSWER_BYTES)
            told += more
            if not more:
                return told
            if len(told) > _ANSWER_BYTES:
                break
        raise TooComplex

    def _check(self) -> None:
        try:
            code = self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            raise TooComplex from None
        if code < 0 or code == child.NO_MEMORY:
            raise TooComplex
        if code:
            raise RuntimeError(f"the reading process ended with {code}")


def job(document: Path, folder: Path, bounds: Bounds) -> dict[str, Any]:
    """What the process is told, as JSON."""
    return {
        "document": str(document),
        "folder": str(folder),
        "pixels": PIXELS,
        "maxPages": bounds.max_pages,
        "textBytes": bounds.text_bytes,
        "textSeconds": bounds.text_seconds,
        "memoryBytes": bounds.memory_bytes,
        "cpuSeconds": int(bounds.seconds) + 1,
    }


@contextmanager
def reader() -> Iterator[Reader]:
    """Starts a process that reads one document; it ends with the block at the latest."""
    command = [sys.executable, "-P", "-s", "-S", "-B", "-m", child.NAME]
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    hidden = confinement.hide()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield Reader(process, hidden)
        finally:
            process.kill()


def _facts(told: dict[str, Any], folder: Path) -> Facts:
    if fault := told.get("fault"):
        raise {"damaged": Damaged, "locked": Locked}[fault]
    picture = None
    if told["picture"]:
        width, height = told["picture"]
        picture = Picture(width, height, (folder / child.PICTURE).read_bytes())
    return Facts(
        page_count=told["pageCount"],
        encrypted=told["encrypted"],
        title=told["title"],
        author=told["author"],
        created=_instant(told["created"]),
        modified=_instant(told["modified"]),
        text=(folder / child.TEXT).read_bytes(),
        truncated=told["truncated"],
        picture=picture,
    )


def _instant(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
