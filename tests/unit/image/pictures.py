"""Images made for tests, as bytes of each kind; what is odd about them is written by hand where no program would."""

import io
import re
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

from common.files.extraction import Extract
from processor.image import opening
from processor.image.extracting import extract
from processor.image.opening import Limits

opening.setup()

LIMITS = Limits(pixels=1_000_000, frames=20)
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 210, 40)
# The four quarters as they ought to be seen.
UPRIGHT = [RED, GREEN, BLUE, YELLOW]
ORIENTATION = 0x0112


def extracted(data: bytes, limits: Limits = LIMITS, sides: tuple[int, ...] = (64, 16), quality: int = 80) -> Extract:
    """What the extractor makes of `data`."""
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return extract(file, limits, sides, quality)


def thumbnail(data: bytes, side: int = 64) -> Image.Image:
    """The thumbnail of that side of what is in `data`."""
    return Image.open(io.BytesIO(extracted(data).variants[f"thumb-{side}"].body))


def quarters(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Four colours: red and green above, blue and yellow below."""
    image, (width, height) = Image.new("RGB", size, RED), size
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), YELLOW)
    return image if mode == "RGB" else image.convert(mode, palette=Image.Palette.ADAPTIVE)


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middles of the four quarters, as one reads."""
    width, height = image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [pixel(image, place) for place in places]


def pixel(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    value = image.getpixel(place)
    assert isinstance(value, tuple)
    return value


def alike(found: tuple[int, ...], expected: tuple[int, ...], within: int = 12) -> bool:
    return len(found) == len(expected) and all(abs(a - b) <= within for a, b in zip(found, expected, strict=True))


def shows(image: Image.Image, expected: Sequence[Any], within: int = 12) -> bool:
    return all(alike(found, wanted, within) for found, wanted in zip(corners(image), expected, strict=True))


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def heic(image: Image.Image, **options: Any) -> bytes:
    into = io.BytesIO()
    pillow_heif.from_pillow(image).save(into, quality=95, enc_params={"preset": "ultrafast"}, **options)
    return into.getvalue()


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """`image` in one of the seven formats; those that lose something lose little."""
    if kind == "HEIC":
        return heic(image, **options)
    if kind == "AVIF":
        options = {"quality": 95, "speed": 10} | options
    lossy = {"quality": 95} if kind in ("JPEG", "WebP") else {}
    return saved(image, kind, **(lossy | options))


def animation(count: int, kind: str) -> bytes:
    """`count` frames, the first of them four colours."""
    others = [Image.new("RGB", (120, 80), (number * 30 % 256, 0, 0)) for number in range(1, count)]
    return saved(quarters(), kind, save_all=True, append_images=others)


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of 8-bit grey that claims a size, and has next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def gif_of(width: int, height: int, frames: int = 1) -> bytes:
    """A GIF that claims a size, of frames of one pixel."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame * frames + b";"


def webp_of(width: int, height: int) -> bytes:
    """A lossless WebP of one colour: of any size that the kind has in some forty bytes."""
    bits = f"{0x2F:08b}"[::-1] + f"{width - 1:014b}"[::-1] + f"{height - 1:014b}"[::-1] + "0" + "000"
    # No transforms, no colour cache, no meta codes; five codes of one symbol each, of which 255 is the opaque one.
    bits += "0" + "0" + "0" + "".join("1" + "0" + "1" + f"{symbol:08b}"[::-1] for symbol in (0, 0, 0, 255)) + "1000"
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff_of(
    width: int, height: int, pixels: bytes = bytes(100), order: str = "<", **changes: int | tuple[int, ...]
) -> bytes:
    """A TIFF of 8-bit grey that claims a size and has one strip of 100 bytes; `changes` are further tags: `t277=3`.

    `order`: of the bytes of numbers, as `struct` has it.
    """
    tags: dict[int, Any] = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: height, 279: 100}
    tags |= {int(name[1:]): value for name, value in changes.items()}
    entries = b""
    for tag, value in sorted(tags.items()):
        several = value if isinstance(value, tuple) else ()
        told = 8 + len(pixels) if several else value
        pixels += struct.pack(f"{order}{len(several)}I", *several)
        entries += struct.pack(f"{order}HHII", tag, 4, len(several) or 1, told)
    start = struct.pack(f"{order}2sHI", b"II" if order == "<" else b"MM", 42, 8 + len(pixels))
    return start + pixels + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)


def tiff_chain(pages: int, *, last: int = 0) -> bytes:
    """A TIFF of empty directories after the first page; the last leads to offset `last`."""
    first = tiff_of(8, 8, t279=64)[:-4]
    offsets = [len(first) + 4 + 6 * number for number in range(pages - 1)] + [last]
    links = b"".join(struct.pack("<HI", 0, offset) for offset in offsets[1:])
    return first + struct.pack("<I", offsets[0]) + links


def claiming(data: bytes, width: int, height: int) -> bytes:
    """A HEIC or AVIF that says of all its pictures that they are of another size than they are."""
    return re.sub(rb"(?s)(ispe.{4}).{8}", lambda found: found[1] + struct.pack(">II", width, height), data)


def jpeg_with(segment: bytes, image: Image.Image | None = None) -> bytes:
    """A JPEG with a segment of ours at its beginning: marker and data."""
    data = saved(image or quarters(), "JPEG", quality=95)
    return data[:2] + b"\xff" + segment[:1] + struct.pack(">H", len(segment) + 1) + segment[1:] + data[2:]


def with_exif(data: bytes) -> bytes:
    """A JPEG whose EXIF is `data`."""
    return jpeg_with(b"\xe1Exif\0\0" + data)
