"""Archives that unpack to far more than they are."""

import struct
from functools import cache

from tests.hostile import zeros
from tests.scanner.conftest import zipped

_MEGABYTES = 3 << 10  # a zip's entry ends below four gigabytes
_SIZE = _MEGABYTES << 20
_NAME = b"zeros"


@cache
def _file() -> tuple[bytes, int]:
    """The zeros of an entry, deflated, and their sum."""
    return zeros.deflated(_MEGABYTES), zeros.crc(_MEGABYTES)


def _local() -> bytes:
    """An entry of a zip: PKWARE's APPNOTE, 4.3.7."""
    packed, crc = _file()
    told = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(packed), _SIZE, len(_NAME), 0)
    return told + _NAME + packed


def _listed(number: int) -> bytes:
    """A line of a zip's directory about it: 4.3.12."""
    packed, crc = _file()
    name = b"%05d" % number
    told = (b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(packed), _SIZE, len(name), 0, 0, 0, 0, 0, 0)
    return struct.pack("<4s6H3L5H2L", *told) + name


def overlapping(entries: int) -> bytes:
    """A zip, all of whose entries are the same bytes, as in the simplest of D. Fifield's "A better zip bomb"."""
    first, directory = _local(), b"".join(map(_listed, range(entries)))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, len(directory), len(first), 0)
    return first + directory + end


def layers(depth: int, width: int) -> bytes:
    """As 42.zip: `width` zips in each zip, `depth` deep, and a file of 3 GiB in each of the innermost."""
    made = overlapping(1)
    for _ in range(depth):
        made = zipped({f"{number}.zip": made for number in range(width)})
    return made


def gzipped(megabytes: int) -> bytes:
    """So many megabytes of zeros by gzip."""
    end = struct.pack("<LL", zeros.crc(megabytes), megabytes << 20 & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + zeros.deflated(megabytes) + end
