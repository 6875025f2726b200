"""python -m bench.processing.image_worker WAY: thumbnails of 800 and 200 pixels of each image that it is told.

One line with a file's path in, one with {"seconds" (of CPU, all threads), "peak_kb"} out. A process of its own, so that
its memory is, too.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

SIDES = (800, 200)
QUALITY = 80


def inlet() -> Callable[[str], object]:
    """All that the function `image` finds, not the thumbnails alone."""
    from processor.image import opening  # noqa: PLC0415 - each way loads its own library alone
    from processor.image.extracting import extract  # noqa: PLC0415 - each way loads its own library alone

    opening.setup()
    limits = opening.Limits(pixels=100_000_000, frames=1000)

    def way(path: str) -> object:
        with Path(path).open("rb") as file:
            return extract(file, limits, SIDES, QUALITY)

    return way


def pillow() -> Callable[[str], object]:
    """As most scripts have it: the image is decoded whole, and each thumbnail made of it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - each way loads its own library alone

    def way(path: str) -> None:
        image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
        for side in SIDES:
            small = image.copy()
            small.thumbnail((side, side))
            small.save(io.BytesIO(), "JPEG", quality=QUALITY)

    return way


def pyvips() -> Callable[[str], object]:
    """libvips, which shrinks while it decodes."""
    import pyvips as vips  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - likewise

    # What was decoded before must not be there already.
    vips.cache_set_max(0)

    def way(path: str) -> None:
        for side in SIDES:
            image = vips.Image.thumbnail(path, side, height=side, size="down")
            image.jpegsave_buffer(Q=QUALITY, strip=True, background=255)

    return way


WAYS = {"inlet": inlet, "pillow": pillow, "pyvips": pyvips}


def main() -> None:
    """Works until its input ends."""
    way = WAYS[sys.argv[1]]()
    for line in sys.stdin:
        began = time.process_time()
        way(line.strip())
        seconds = time.process_time() - began
        peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
        print(json.dumps({"seconds": seconds, "peak_kb": int(peak)}), flush=True)


if __name__ == "__main__":
    main()
