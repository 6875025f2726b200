"""Any kind of pixels, made into upright sRGB on white: what a JPEG for the web holds."""

import io
import math
from functools import cache
from typing import cast

from PIL import Image, ImageChops, ImageCms

# EXIF orientation: what has to be done to what is stored.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Tags of TIFF 6.0, section 8.
_BITS, _PHOTOMETRIC, _ZERO_IS_WHITE = 258, 262, 0
# Averages of these are colours; of an index into a palette they are not.
_SHRINKABLE = {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"}


def shrinkable(image: Image.Image) -> Image.Image:
    """`image` in a mode whose pixels may be averaged: the same one where it is so already, and then not decoded yet."""
    if image.mode.startswith("I;16"):
        return _as_meant(image, _sixteen_bits(image))
    if image.mode in ("I", "F"):
        return _as_meant(image, _scaled(image))
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode in _SHRINKABLE:
        return image
    return image.convert("L" if image.mode == "1" else "RGBA" if image.mode == "RGBa" else "RGB")


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """`image` turned and mirrored as its EXIF orientation (1 to 8) says; another number changes nothing."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height of an image of `size` once it is upright."""
    return (size[1], size[0]) if orientation in (5, 6, 7, 8) else size


def on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image`, of a mode that `shrinkable` gives, in sRGB over white; `profile` is what its colours mean (ICC)."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = image.convert(image.mode.removesuffix("A")) if alpha else image
    flat = (_converted(colours, profile) if profile else None) or colours.convert("RGB")
    if alpha is None:
        return flat
    white = Image.new("RGB", flat.size, "white")
    white.paste(flat, mask=alpha)
    return white


def _converted(image: Image.Image, profile: bytes) -> Image.Image | None:
    """`image` in sRGB; None when its profile is damaged or of another kind of colours."""
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _as_meant(image: Image.Image, grey: Image.Image) -> Image.Image:
    """`grey`, made of the numbers of `image`, turned around where that is a TIFF whose zero is white.

    Pillow does so for 8 bits only.
    """
    tags = getattr(image, "tag_v2", {})
    return ImageChops.invert(grey) if tags.get(_PHOTOMETRIC) == _ZERO_IS_WHITE else grey


def _sixteen_bits(image: Image.Image) -> Image.Image:
    """Numbers of 16 bits, or of as many as a TIFF says that it has in them, as a grey image."""
    (bits,) = getattr(image, "tag_v2", {}).get(_BITS, (16,))
    factor = 255 / ((1 << bits) - 1)
    # Of those whose high byte comes first Pillow can but make wider ones.
    numbers = image if image.mode == "I;16" else image.convert("I")
    return numbers.point(lambda value: value * factor + 0.5).convert("L")


def _scaled(image: Image.Image) -> Image.Image:
    """Numbers of any range, as measurements are, as a grey image from the least to the greatest of them."""
    least, greatest = (float(one) for one in cast(tuple[float, float], image.getextrema()))
    spread = greatest - least
    if not math.isfinite(spread) or spread <= 0:
        return Image.new("L", image.size, 128)
    factor = 255 / spread
    return image.point(lambda value: value * factor - least * factor).convert("L")
