"""The size that a WebP claims, told before its decoder sees it. Pure.

Pillow makes room for the whole canvas when it opens a WebP, before its size can be asked for.
Source: https://developers.google.com/speed/webp/docs/riff_container
"""

from processor.image.frames import Bytes

_LOSSY_START, _LOSSLESS_START = b"\x9d\x01\x2a", b"\x2f"


def claimed(data: Bytes) -> tuple[int, int] | None:
    """Width and height in pixels of the canvas, or else of the only image; None of what is no WebP, or too short."""
    head = bytes(data[:30])
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    if head[12:16] == b"VP8X" and len(head) == 30:
        return 1 + _number(head[24:27]), 1 + _number(head[27:30])
    if head[12:16] == b"VP8L" and head[20:21] == _LOSSLESS_START and len(head) >= 25:
        bits = _number(head[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[12:16] == b"VP8 " and head[23:26] == _LOSSY_START and len(head) == 30:
        return _number(head[26:28]) & 0x3FFF, _number(head[28:30]) & 0x3FFF
    return None


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
