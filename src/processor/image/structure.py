"""Into how many pieces a file is cut, counted before any decoder sees it. Pure.

Pillow handles each piece in Python and keeps some of them: a file of a hundred megabytes that is nothing but tiny
pieces costs it minutes, and gigabytes. Counting costs a fraction of that and ends at a limit.
"""

import struct
from collections.abc import Callable, Iterator
from itertools import accumulate

from processor.image.frames import Bytes, byte_order, table_bytes

# Files of cameras and programs stay far below, whatever their size: a JPEG has a segment for each 64 KB of what stands
# beside the pixels, a PNG a chunk for each few kilobytes, a GIF a block for each 255 bytes, a TIFF strips or tiles of
# many pixels.
_MOST = {"JPEG": 1_000, "PNG": 100_000, "GIF": 2_000_000, "TIFF": 100_000}

_SCAN = 0xDA
# Markers without a length: Pillow and libjpeg look for the next one right behind.
_BARE = frozenset({0x00, 0x01, *range(0xD0, 0xDA), 0xC8, *range(0xF0, 0xFE)})
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_STRIPS = frozenset({273, 279, 324, 325})


def too_fine(data: Bytes) -> bool:
    """Whether a file is cut into more pieces than any honest one. False for what is of none of the formats."""
    for start, kind, pieces in _KINDS:
        if bytes(data[: len(start)]) == start:
            most = _MOST[kind]
            return any(count > most for count in accumulate(pieces(data)))
    return False


def _jpeg(data: Bytes) -> Iterator[int]:
    """Segments before the first scan, and each byte between them: T.81, B.1.1."""
    at = 2
    while at + 1 < len(data):
        yield 1
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xFF:
            at += 1
        elif marker == _SCAN:
            return
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))


def _png(data: Bytes) -> Iterator[int]:
    """Chunks: PNG specification, 5.3."""
    at = 8
    while at + 8 <= len(data):
        yield 1
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def _gif(data: Bytes) -> Iterator[int]:
    """Blocks of data, and each byte between them that means nothing: GIF89a specification."""
    at = 13 + (table_bytes(data[10]) if len(data) > 10 else 0)
    while at < len(data) and data[at] != _GIF_END:
        yield 1
        kind = data[at]
        if kind == _GIF_IMAGE and at + 10 < len(data):
            at += 11 + table_bytes(data[at + 9])
        elif kind == _GIF_EXTENSION:
            at += 2
        else:
            at += 1
            continue
        while at < len(data) and data[at]:
            yield 1
            at += data[at] + 1
        at += 1


def _tiff(data: Bytes) -> Iterator[int]:
    """Strips or tiles of the first image: TIFF 6.0, section 2."""
    order, big = byte_order(data)
    entry, count, link = (
        (order + "HHQ8x", order + "Q", order + "Q") if big else (order + "HHL4x", order + "H", order + "L")
    )
    try:
        (at,) = struct.unpack_from(link, data, 8 if big else 4)
        (entries,) = struct.unpack_from(count, data, at)
        at += struct.calcsize(count)
        for number in range(entries):
            tag, _, values = struct.unpack_from(entry, data, at + number * struct.calcsize(entry))
            yield values if tag in _STRIPS else 0
    except (struct.error, OverflowError):
        return


_KINDS: tuple[tuple[bytes, str, Callable[[Bytes], Iterator[int]]], ...] = (
    (b"\xff\xd8\xff", "JPEG", _jpeg),
    (b"\x89PNG\r\n\x1a\n", "PNG", _png),
    (b"GIF8", "GIF", _gif),
    (b"II", "TIFF", _tiff),
    (b"MM", "TIFF", _tiff),
)
