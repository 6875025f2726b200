"""Small JPEGs of an image: the largest is made of its pixels, each smaller one of the one before."""

import io

from PIL import Image

from common.files.extraction import Derived
from processor.image import rgb
from processor.image.opening import decoding

# Measured: twice as fast as a gap of 3 on photos, and not to be told from it at these sizes.
_GAP = 1.1


def shrink(image: Image.Image, side: int, orientation: int) -> Image.Image:
    """An upright RGB image of at most `side` × `side` pixels, decoded as coarsely as that allows. Raises Failed.

    `image` is used up. What is smaller already keeps its size.
    """
    with decoding():
        profile = image.info.get("icc_profile")
        small = rgb.shrinkable(image)
        small.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=_GAP)
        small.load()
        return rgb.upright(rgb.on_white(small, profile), orientation)


def variants(largest: Image.Image, sides: tuple[int, ...], quality: int) -> dict[str, Derived]:
    """JPEGs of each of `sides` (pixels, greatest first) by name: `thumb-200`. They hold pixels and nothing else."""
    made, small = {}, largest
    for side in sides:
        small = smaller(small, side)
        made[f"thumb-{side}"] = Derived(jpeg(small, quality), "image/jpeg", *small.size)
    return made


def smaller(image: Image.Image, side: int) -> Image.Image:
    """A copy of `image` of at most `side` × `side` pixels."""
    copy = image.copy()
    copy.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=_GAP)
    return copy


def jpeg(image: Image.Image, quality: int) -> bytes:
    """An RGB image as JPEG; the same pixels give the same bytes."""
    # Pillow would write comments and XMP of the original that it finds there.
    image.info.clear()
    into = io.BytesIO()
    image.save(into, "JPEG", quality=quality)
    return into.getvalue()
