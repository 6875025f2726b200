"""A text's encoding, lines, words and beginning, from its bytes as they come, in constant memory. Pure."""

import codecs
import io
from collections.abc import Iterable
from dataclasses import dataclass

from common.files import encodings

# What a person sees of a text that they do not open.
_FIRST_LINES = 20
_FIRST_CHARACTERS = 4_000


@dataclass(frozen=True)
class Findings:
    """What the bytes tell so far.

    `encoding` is None for what is UTF-8 at first and later not. Lines end with a line feed, a carriage return, both, or
    the text; words are what stands between white space. `first_lines` are 20 at most, in 4,000 characters.
    """

    encoding: str | None
    lines: int
    words: int
    first_lines: str


class Counter:
    """Takes a text block by block; `findings` may be asked for at any time."""

    def __init__(self) -> None:
        self._encoding: str | None = None
        self._decoder: io.IncrementalNewlineDecoder | None = None
        self._ends = self._words = 0
        self._in_word = False
        self._last = ""
        self._first = ""

    def take(self, blocks: Iterable[bytes]) -> None:
        """Counts what the blocks hold. Raises only what they raise; what was counted by then stays."""
        for block in blocks:
            self._count(self._decoded(block, final=False))
        # Carriage returns and bytes of half a character are held back until more comes.
        self._count(self._decoded(b"", final=True))

    def findings(self) -> Findings:
        """What has been counted."""
        lines = self._ends + (self._last not in ("", "\n"))
        first = "\n".join(self._first.split("\n")[:_FIRST_LINES])[:_FIRST_CHARACTERS]
        return Findings(self._encoding, lines, self._words, first)

    def _decoded(self, block: bytes, *, final: bool) -> str:
        if self._decoder is None:
            self._encoding = _encoding(block)
            self._decoder = _decoder(self._encoding)
        try:
            return self._decoder.decode(block, final=final)
        except UnicodeDecodeError:
            # Only UTF-8 is decoded strictly: it is none, and whatever it is, its lines and words are told by ASCII.
            held, state = self._decoder.getstate()
            self._encoding, self._decoder = None, _decoder("windows-1252")
            self._decoder.setstate((b"", state))
            return self._decoder.decode(held + block, final=final)

    def _count(self, text: str) -> None:
        if not self._last:
            text = text.removeprefix("\ufeff")
        if not text:
            return
        self._ends += text.count("\n")
        # A word that began in the block before is no other one.
        self._words += len(text.split()) - (self._in_word and not text[0].isspace())
        self._in_word = not text[-1].isspace()
        self._last = text[-1]
        if len(self._first) < _FIRST_CHARACTERS:
            self._first += text[: _FIRST_CHARACTERS - len(self._first)]


def _encoding(head: bytes) -> str:
    """By a first block of a megabyte or the whole text: what is not UTF-8 there is Windows-1252, or read as such."""
    wide = encodings.wide(head)
    if wide:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _decoder(encoding: str) -> io.IncrementalNewlineDecoder:
    decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding == "utf-8" else "replace")
    return io.IncrementalNewlineDecoder(decoder, translate=True)
