"""Zeros without end, deflated a thousand to one, in no time: a piece that stands for itself, again and again."""

import zlib

_MEGABYTES = 16


def deflated(megabytes: int) -> bytes:
    """That many megabytes of zeros (in steps of 16), deflated without a header: RFC 1951."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(_MEGABYTES << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (megabytes // _MEGABYTES) + b"\x03\x00"


def zlibbed(megabytes: int) -> bytes:
    """The same as PNG and PDF have it, but for the sum at its end: RFC 1950."""
    return b"\x78\xda" + deflated(megabytes)


def crc(megabytes: int) -> int:
    """The CRC-32 of that many megabytes of zeros."""
    found, block = 0, bytes(1 << 20)
    for _ in range(megabytes):
        found = zlib.crc32(block, found)
    return found
