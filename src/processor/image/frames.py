"""How many images a file holds, told from its structure: nothing is decoded, and counting ends at a limit. Pure.

Pillow counts too, but to the last of millions of frames.
"""

import re
import struct
from collections.abc import Iterator

Bytes = bytes | memoryview

# Markers of a JPEG after which a length comes, and its end. After the others, marks to restart at, there is none.
_SEGMENT = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")
_START_OF_SCAN, _END_OF_IMAGE = b"\xda", b"\xd9"
# A hundred megabytes of profiles and previews are 1,500 of them.
_MAX_SEGMENTS = 10_000

_GIF_IMAGE, _GIF_EXTENSION = 0x2C, 0x21
_COLOUR_TABLE, _COLOUR_TABLE_SIZE = 0x80, 0x07


def gif(data: Bytes, limit: int) -> int:
    """Frames of a GIF, at most `limit`. What is cut off or damaged ends the count. Layout: GIF89a specification."""
    frames, at = 0, 13 + (table_bytes(data[10]) if len(data) > 10 else 0)
    while frames < limit and at < len(data):
        if data[at] == _GIF_IMAGE and at + 10 < len(data):
            frames += 1
            # The descriptor, its own colours, and the byte that says how wide codes are.
            at = _after_blocks(data, at + 10 + table_bytes(data[at + 9]) + 1)
        elif data[at] == _GIF_EXTENSION:
            at = _after_blocks(data, at + 2)
        else:
            break
    return frames


def tiff(data: Bytes, limit: int) -> int:
    """Pages of a TIFF or BigTIFF, at most `limit`; directories that lead back to themselves end the count.

    Layout: TIFF 6.0, section 2, and the BigTIFF design by Aware Systems.
    """
    pages = 0
    for _ in _directories(data):
        pages += 1
        if pages == limit:
            break
    return pages


def jpeg_scans(data: Bytes, limit: int) -> int:
    """Passes over the image that a JPEG asks of its decoder, at most `limit`: its markers SOS.

    Told as libjpeg reads: from marker to marker, over what belongs to one, to the end of the image. What stands behind
    that, as phones put films there, or in a segment, is no pass. A file of endless segments has as many as the limit.
    T.81, B.1.1.2 and B.2.3.
    """
    scans, at = 0, 2
    for _ in range(_MAX_SEGMENTS):
        found = _SEGMENT.search(data, at)
        if not found or found[1] == _END_OF_IMAGE:
            return scans
        scans += found[1] == _START_OF_SCAN
        if scans == limit:
            return scans
        # Its length counts its own two bytes.
        at = found.end() + max(2, int.from_bytes(data[found.end() : found.end() + 2], "big"))
    return limit


def table_bytes(flags: int) -> int:
    """How long the table of colours of a GIF is whose flags are these."""
    return 3 << ((flags & _COLOUR_TABLE_SIZE) + 1) if flags & _COLOUR_TABLE else 0


def _after_blocks(data: Bytes, at: int) -> int:
    """Where the run of data blocks at `at` ends: each says its length, the last is empty."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def byte_order(data: Bytes) -> tuple[str, bool]:
    """The order of a TIFF's bytes, as `struct` names it, and whether it is a BigTIFF."""
    return "<" if bytes(data[:2]) == b"II" else ">", data[2:4] in (b"\x2b\x00", b"\x00\x2b")


def _directories(data: Bytes) -> Iterator[int]:
    """The offsets of a TIFF's directories, in the order of its chain."""
    order, big = byte_order(data)
    count_form, link_form, entry_bytes = (order + "Q", order + "Q", 20) if big else (order + "H", order + "I", 12)
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(link_form, data, 8 if big else 4)
        while at and at not in seen:
            (entries,) = struct.unpack_from(count_form, data, at)
            seen.add(at)
            yield at
            (at,) = struct.unpack_from(link_form, data, at + struct.calcsize(count_form) + entries * entry_bytes)
    except (struct.error, OverflowError):
        return
