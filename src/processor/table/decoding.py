"""A table's bytes as text: which encoding it is, told from the bytes themselves, and its text piece by piece."""

import codecs
from collections.abc import Iterable, Iterator

from common.files import encodings
from common.files.extraction import Failed

# Pieces this small stay in the processor's caches while they are taken apart.
PIECE_BYTES = 1 << 18

UTF_8, UTF_16_LE, UTF_16_BE, WINDOWS = "utf-8", "utf-16-le", "utf-16-be", "windows-1252"
_MARKS = {UTF_8: codecs.BOM_UTF8, UTF_16_LE: codecs.BOM_UTF16_LE, UTF_16_BE: codecs.BOM_UTF16_BE}
_HEAD_BYTES = 4096
_ASCII = bytes(range(128))
_REPLACED = "\N{REPLACEMENT CHARACTER}"


class Decoding:
    """The text of `blocks`. What it was decoded from is known for good once all of it came.

    `encoding` is UTF_8 also where all is ASCII. `replaced` counts the characters that stand for bytes without meaning.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self.encoding = UTF_8
        self.byte_order_mark = False
        self.replaced = 0

    def pieces(self) -> Iterator[str]:
        """The text in pieces; none is empty. Raises Failed for an encoding that is not known."""
        decoder: codecs.IncrementalDecoder | None = None
        for piece in self._pieces():
            if decoder is None:
                if piece.isascii() and self.encoding == UTF_8:
                    yield piece.decode("ascii")
                    continue
                if self.encoding == UTF_8 and not self.byte_order_mark:
                    self.encoding = _told_by(piece)
                decoder = codecs.getincrementaldecoder(self.encoding)("replace")
            yield from self._counted(decoder.decode(piece))
        if decoder:
            yield from self._counted(decoder.decode(b"", final=True))

    def _counted(self, text: str) -> Iterator[str]:
        if text:
            self.replaced += 0 if text.isascii() else text.count(_REPLACED)
            yield text

    def _pieces(self) -> Iterator[bytes]:
        """The bytes after the byte order mark. What encoding there can be is told by their beginning."""
        head = b""
        for block in self._blocks:
            head += block
            if len(head) >= _HEAD_BYTES:
                break
        mark = self._begin(head)
        for start in range(mark, len(head), PIECE_BYTES):
            yield head[start : start + PIECE_BYTES]
        for block in self._blocks:
            for start in range(0, len(block), PIECE_BYTES):
                yield block[start : start + PIECE_BYTES]

    def _begin(self, head: bytes) -> int:
        """Notes what `head` tells; returns how long its mark is."""
        self.encoding = encodings.wide(head) or UTF_8
        if self.encoding not in _MARKS:
            raise Failed("unknown_encoding", "The table is in UTF-32. Inlet reads UTF-8, UTF-16 and Windows-1252.")
        mark = _MARKS[self.encoding]
        self.byte_order_mark = head.startswith(mark)
        return len(mark) if self.byte_order_mark else 0


def _told_by(piece: bytes) -> str:
    """UTF-8 or Windows-1252, told by the first bytes that are not ASCII.

    What another encoding writes is hardly ever right UTF-8 by chance. Text that is mostly right UTF-8 is damaged. What
    the end of the piece cuts off does not count.
    """
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(piece)
    wrong = text.count(_REPLACED)
    right = len(text) - (len(piece) - len(piece.translate(None, _ASCII))) - wrong
    return UTF_8 if right > wrong or not wrong else WINDOWS
