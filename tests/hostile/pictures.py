"""Images made to take memory or time: some claim more than they hold, some hold all that they claim, in few bytes."""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.hostile import zeros
from tests.unit.image.pictures import chunk, gif_of, quarters, saved, webp_of

# As many pixels as are processed, and four times as many.
ALLOWED, BEYOND = (10_000, 10_000), (20_000, 20_000)
FILE_BYTES = 99_000_000
_BLOCK = 1 << 20


def png(size: tuple[int, int], channels: int = 1) -> bytes:
    """A whole PNG of black pixels: `channels` of 8 bits each."""
    width, height = size
    packer, row = zlib.compressobj(9), bytes(1 + width * channels)
    pixels = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif(size: tuple[int, int], frames: int = 1) -> bytes:
    """A whole GIF, each of whose frames has all pixels."""
    made = saved(Image.new("P", size), "GIF", transparency=0)
    start = made.index(b"\x2c")
    return made[:start] + made[start:-1] * frames + b";"


def webp(size: tuple[int, int], frames: int) -> bytes:
    """An animation, each of whose frames has all pixels, in thirty bytes."""
    width, height = size
    one = webp_of(width, height)[12:]
    told = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    frame = _riff(b"ANMF", bytes(6) + told + bytes(4) + one)
    head = _riff(b"VP8X", b"\x02\0\0\0" + told) + _riff(b"ANIM", bytes(6))
    return _riff(b"RIFF", b"WEBP" + head + frame * frames)


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def inflating(name: bytes, start: bytes) -> bytes:
    """A PNG with a chunk that inflates to a gigabyte."""
    data = saved(quarters())
    return data[:33] + chunk(name, start + zeros.zlibbed(1024)) + data[33:]


def passes(size: tuple[int, int], count: int) -> bytes:
    """A progressive JPEG of many passes over all its pixels, in all their colours."""
    data = saved(Image.new("RGB", size), "JPEG", progressive=True, subsampling=0)
    first = data.index(b"\xff\xda")
    tables, second = data.index(b"\xff\xc4", first), data.index(b"\xff\xda", first + 1)
    scan = data[first : min(tables, second) if tables > 0 else second]
    return data[:first] + scan * (count - data.count(b"\xff\xda")) + data[first:]


def segments(segment: bytes) -> Iterator[bytes]:
    """A JPEG that begins with as many of these segments as fit into a file that is processed."""
    data = saved(quarters(), "JPEG")
    yield data[:2]
    block = segment * (_BLOCK // len(segment))
    for _ in range(FILE_BYTES // len(block)):
        yield block
    yield data[2:]


def chunks(name: bytes) -> Iterator[bytes]:
    """A PNG with as many empty chunks as fit into a file that is processed."""
    data = saved(quarters())
    yield data[:33]
    block = chunk(name, b"") * (_BLOCK // 12)
    for _ in range(FILE_BYTES // len(block)):
        yield block
    yield data[33:]


def comments() -> Iterator[bytes]:
    """A GIF of nothing but comments of a byte, and a pixel."""
    data = gif_of(1, 1)
    yield data[:19]
    block = b"\x21\xfe\x01x\0" * (_BLOCK // 5)
    for _ in range(FILE_BYTES // len(block)):
        yield block
    yield data[19:]


def exif(size: int) -> bytes:
    """A WebP with EXIF of so many bytes."""
    made = saved(quarters(), "WebP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + bytes(size))
    assert len(made) > size
    return made


def cut(data: bytes) -> bytes:
    """Its first half."""
    return data[: len(data) // 2]


def directory(size: int) -> bytes:
    """A TIFF of 60,000 further tags, each of which says that `size` bytes are its own: all of them the same."""
    width, height = 8, 8
    tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: 64}
    entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items())]
    entries += [struct.pack("<HHII", tag, 7, size, 8) for tag in range(5_000, 65_000)]
    return (
        b"II*\0"
        + struct.pack("<I", 8 + size)
        + bytes(size)
        + struct.pack("<H", len(entries))
        + b"".join(entries)
        + bytes(4)
    )


def strips(count: int) -> bytes:
    """A TIFF of one pixel a row, each in a strip of its own."""
    tags = {256: (4, 1, 1), 257: (4, 1, count), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1)}
    tags |= {273: (4, count, 8), 277: (3, 1, 1), 278: (4, 1, 1), 279: (4, count, 8)}
    entries = b"".join(struct.pack("<HHII", tag, *told) for tag, told in sorted(tags.items()))
    return (
        b"II*\0"
        + struct.pack("<I", 8 + 4 * count)
        + b"\x01\0\0\0" * count
        + struct.pack("<H", len(tags))
        + entries
        + bytes(4)
    )


def exif_directory() -> bytes:
    """A JPEG whose EXIF names the same 60,000 bytes as values of thousands of tags."""
    entries = b"".join(struct.pack("<HHII", tag, 7, 5_000, 8) for tag in range(1, 5_001))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 5_000) + entries + bytes(4)


def webp_chunks() -> Iterator[bytes]:
    """A WebP with as many empty chunks as fit into a file that is processed."""
    one = webp_of(8, 8)[12:]
    head = _riff(b"VP8X", b"\0\0\0\0" + b"\x07\0\0" * 2)
    chunk = b"abcd" + bytes(4)
    count = FILE_BYTES // len(chunk)
    yield b"RIFF" + struct.pack("<I", 4 + len(head) + len(one) + count * 8) + b"WEBP" + head + one
    for _ in range(count // 100_000):
        yield chunk * 100_000


def gif_junk() -> Iterator[bytes]:
    """A GIF whose image comes after a hundred megabytes of nothing."""
    data = gif_of(1, 1)
    yield data[:19]
    for _ in range(FILE_BYTES >> 20):
        yield b"x" * (1 << 20)
    yield data[19:]
