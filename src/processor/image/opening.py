"""Opens an image that nobody vouches for: known formats only, and nothing is decoded before it is known to be small."""

import io
import mmap
import os
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageFile, PngImagePlugin, TiffImagePlugin, UnidentifiedImageError

from common.files.extraction import Failed
from processor.image import frames, libwebp, structure, webp

# Pillow names the format HEIF after the container, JPEG with more than one image MPO.
_FORMATS = {
    "JPEG": "JPEG",
    "MPO": "JPEG",
    "PNG": "PNG",
    "WEBP": "WebP",
    "GIF": "GIF",
    "TIFF": "TIFF",
    "AVIF": "AVIF",
    "HEIF": "HEIC",
}
# In this order: libheif takes an AVIF by the brand of both for its own, and cannot decode it.
_TRIED = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF"]
# The formats that Pillow looks for; whoever reads images imports this module, and their plugins with it.
_PLUGINS = (AvifImagePlugin, TiffImagePlugin, libwebp)

# A real progressive JPEG has about ten. Each is a pass over all pixels: thousands, in few bytes, keep a decoder busy
# for hours.
_MAX_SCANS = 200

# Of a text or colour profile of a PNG, uncompressed. Pillow's own limit is a megabyte: some programs write more.
_MAX_TEXT_BYTES = 16 << 20

# An entry of the list of what a HEIF or AVIF holds: version 2, number, protection, kind (ISO/IEC 14496-12, 8.11.6.2).
_EXIF_ITEM = re.compile(rb"(infe\x02.{7})Exif", re.DOTALL)

# Tags of TIFF 6.0: sections 4, 8.
_BITS, _COMPRESSION, _NONE, _PLANES, _APART = 258, 259, 1, 284, 2
_ZERO_IS_WHITE = 0

_DAMAGED = "The image is damaged: it cannot be decoded."


@dataclass(frozen=True)
class Limits:
    """What an image may have at most: pixels (width × height), and images in one file."""

    pixels: int
    frames: int


@dataclass(frozen=True)
class Opened:
    """An image whose header was read: `pixels` is its first image, not decoded yet."""

    pixels: Image.Image
    format: str
    frames: int


def setup() -> None:
    """Has Pillow read HEIC. Its own limits are replaced by ours, which are checked before anything is decoded."""
    # A preview inside the file need not show what the image shows.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    libwebp.setup()
    # Grey of 16 bits whose zero is white: Pillow knows it with the low byte first only.
    TiffImagePlugin.OPEN_INFO[b"MM", _ZERO_IS_WHITE, (1,), 1, (16,), ()] = ("I;16B", "I;16B")
    Image.MAX_IMAGE_PIXELS = None
    PngImagePlugin.MAX_TEXT_CHUNK = _MAX_TEXT_BYTES


@contextmanager
def decoding() -> Iterator[None]:
    """Wraps calls that read what was sent: raises Failed for whatever the decoders make of it, and silences them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Failed:
        raise
    except MemoryError as reason:
        raise Failed("too_complex", "The image needs more memory than there is for one.") from reason
    except Exception as reason:  # What decoders raise on damaged data is declared nowhere.
        raise Failed("damaged", _DAMAGED) from reason


@contextmanager
def opened(file: BinaryIO, limits: Limits) -> Iterator[Opened]:
    """The image in `file`, closed at the end. Raises Failed: damaged, too_complex, too_many_pixels, …_frames."""
    with _mapped(file) as data:
        if structure.too_fine(data):
            raise Failed("too_complex", "The file is cut into more pieces than any camera or program makes.")
        _require_few(webp.claimed(data) or (1, 1), limits)
    with decoding():
        try:
            image = _identified(file)
        except UnidentifiedImageError as reason:
            raise Failed("damaged", "The image is damaged: its beginning cannot be read.") from reason
    with image:
        width, height = image.size
        if width < 1 or height < 1:
            raise Failed("damaged", "The image has no pixels.")
        _require_few(image.size, limits)
        with decoding():
            count = _frames(image, file, limits.frames + 1)
        if count > limits.frames:
            raise Failed("too_many_frames", f"The file holds more than the {limits.frames} images that are processed.")
        yield Opened(image, _FORMATS[image.format or ""], count)


def _require_few(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width * height > limits.pixels:
        sizes = f"{width} × {height} pixels, more than the {limits.pixels} that are processed"
        raise Failed("too_many_pixels", f"The image has {sizes}.")


def _identified(file: BinaryIO) -> Image.Image:
    try:
        return _planes(Image.open(file, formats=_TRIED))
    except ValueError as reason:
        # libavif gives a whole image up for its EXIF: it is read once more without.
        if "Exif" not in str(reason):
            raise
    file.seek(0)
    return Image.open(io.BytesIO(_EXIF_ITEM.sub(rb"\1none", file.read())), formats=["AVIF"])


def _planes(image: ImageFile.ImageFile) -> Image.Image:
    """`image`; of a TIFF that has its colours one after the other, in 16 bits, as they are: Pillow takes them for 8."""
    tags: Any = getattr(image, "tag_v2", {})
    if tags.get(_PLANES) == _APART and tags.get(_COMPRESSION, _NONE) == _NONE and max(tags.get(_BITS, (1,))) == 16:
        form = ";16L" if tags.prefix == b"II" else ";16B"
        told: list[Any] = image.tile
        image.tile = [tile._replace(args=(tile.args[0] + form, *tile.args[1:])) for tile in told]
    return image


def _frames(image: Image.Image, file: BinaryIO, limit: int) -> int:
    """How many images the file holds, at most `limit`; at least one."""
    match image.format:
        case "GIF":
            return _scanned(file, frames.gif, limit)
        case "TIFF":
            return _scanned(file, frames.tiff, limit)
        case "JPEG" | "MPO":
            if _scanned(file, frames.jpeg_scans, _MAX_SCANS + 1) > _MAX_SCANS:
                raise Failed("too_complex", "The image is stored in more passes than any camera or program uses.")
            return 1
    return min(getattr(image, "n_frames", 1), limit)


def _scanned(file: BinaryIO, count: Callable[[frames.Bytes, int], int], limit: int) -> int:
    with _mapped(file) as data:
        return max(1, count(data, limit))


@contextmanager
def _mapped(file: BinaryIO) -> Iterator[memoryview]:
    """All bytes of the file, none of which is read before it is looked at."""
    if not os.fstat(file.fileno()).st_size:
        yield memoryview(b"")  # nothing cannot be mapped
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as data:
        yield data
