"""An image file in; what is known of it, and small JPEGs of it, out."""

from typing import Any, BinaryIO

from common.files.extraction import Extract
from processor.image import blurhash, exif, rgb, thumbnails
from processor.image.opening import Limits, decoding, opened


def extract(file: BinaryIO, limits: Limits, sides: tuple[int, ...], quality: int) -> Extract:
    """The findings and thumbnails of the image in `file`, whose `sides` (pixels, greatest first) there are.

    {"width", "height", "format", "frames", "blurHash", "exif": {…}, "gps": {…}}, the last two where there are any;
    width and height in pixels as the image is seen, upright. Of several frames the first is shown. Raises Failed.
    """
    with opened(file, limits) as image:
        if image.format == "PNG":
            # Its EXIF may stand behind its pixels; that of a TIFF is out of reach once these are decoded.
            with decoding():
                image.pixels.load()
        orientation = exif.orientation(image.pixels)
        width, height = rgb.turned(image.pixels.size, orientation)
        told: dict[str, Any] = exif.read(image.pixels)
        largest = thumbnails.shrink(image.pixels, sides[0], orientation)
        found = {"width": width, "height": height, "format": image.format, "frames": image.frames}
    small = thumbnails.variants(largest, sides, quality)
    return Extract(found | {"blurHash": blurhash.of(largest)} | told, small)
