"""Archives of the form Zip64, by each of the fields that can stand elsewhere (PKWARE's APPNOTE, 4.3 and 4.5.3)."""

import struct
import zlib

ELSEWHERE = 0xFFFFFFFF
FORMS: dict[str, dict[str, bool]] = {
    "sizes of the entry": {"entry": True},
    "size in the directory": {"size": True, "late": True},
    "packed size in the directory": {"packed": True, "late": True},
    "place in the directory": {"place": True},
    "the directory": {"end": True},
}


def archive(
    content: bytes, *, entry=False, size=False, packed=False, place=False, end=False, late=False, name=b"a.com"
) -> bytes:
    """A ZIP of `content`, not packed. `late`: the entry's sizes follow it, as when it is written as it comes."""
    length, crc = len(content), zlib.crc32(content)
    told = 0 if late else length
    extra = _extra(length, length) if entry else b""
    sizes = (ELSEWHERE, ELSEWHERE) if entry else (told, told)
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 45, 8 * late, 0, 0, 0, 0 if late else crc, *sizes, len(name), len(extra))
    made = head + name + extra + content
    if late:
        made += struct.pack("<4s3L", b"PK\7\x08", crc, length, length)
    extra = _extra(*[length] * (size + packed), *[0] * place)
    sizes = (ELSEWHERE if packed else length, ELSEWHERE if size else length)
    where = ELSEWHERE if place else 0
    fields = (45, 45, 8 * late, 0, 0, 0, crc, *sizes, len(name), len(extra), 0, 0, 0, 0, where)
    directory = struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields) + name + extra
    at, count, span = len(made), 1, len(directory)
    made += directory
    if end:
        large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, span, at)
        made += large + struct.pack("<4sLQL", b"PK\6\7", 0, len(made), 1)
        at, count, span = ELSEWHERE, 0xFFFF, ELSEWHERE
    return made + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, span, at, 0)


def _extra(*values: int) -> bytes:
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values) if values else b""
