"""python -m tests.unit.image.memory SIDE: the most memory that each kind of image takes, as JSON. A process of its own.

{"before": bytes of the process with all that it imports, "kinds": {name: bytes at the peak beyond that}}
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from processor.image.extracting import extract
from processor.image.opening import Limits
from tests.unit.image.pictures import ORIENTATION, encoded

# Their modes, formats, and how they are saved.
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "JPEG": ("RGB", "JPEG", {}),
    "progressive JPEG": ("RGB", "JPEG", {"progressive": True, "subsampling": 0}),
    "CMYK JPEG": ("CMYK", "JPEG", {"progressive": True, "subsampling": 0}),
    "PNG": ("RGB", "PNG", {"compress_level": 1}),
    "PNG with alpha": ("RGBA", "PNG", {"compress_level": 1}),
    "PNG with a palette": ("P", "PNG", {"transparency": 0}),
    "PNG of 16 bits": ("I;16", "PNG", {"compress_level": 1}),
    "WebP": ("RGB", "WebP", {"method": 0, "quality": 50}),
    "WebP with alpha": ("RGBA", "WebP", {"method": 0, "lossless": True}),
    "GIF": ("P", "GIF", {"transparency": 0}),
    "TIFF": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
    "TIFF in one strip, turned": ("RGBA", "TIFF", {"strip_size": 1 << 31, "tiffinfo": {ORIENTATION: 6}}),
    "TIFF of numbers": ("F", "TIFF", {}),
    "AVIF with alpha": ("RGBA", "AVIF", {"speed": 10, "subsampling": "4:4:4"}),
    "HEIC": ("RGB", "HEIC", {}),
    "HEIC with alpha": ("RGBA", "HEIC", {}),
}


def most(name: str, side: int) -> int:
    """Bytes at the peak beyond those before, for a square image of that side."""
    mode, kind, options = KINDS[name]
    with tempfile.TemporaryFile() as file:
        # Made elsewhere: making it takes memory as well.
        if (child := os.fork()) == 0:
            file.write(encoded(Image.new(mode, (side, side)), kind, **options))
            file.flush()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        file.seek(0)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew: Linux, proc(5)
        before = resident("VmRSS")
        extract(file, Limits(side * side, 1), (800, 200), 80)
        return resident("VmHWM") - before


def resident(what: str) -> int:
    """VmRSS, what the process holds now, or VmHWM, the most that it held: bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) * 1024


if __name__ == "__main__":
    side = int(sys.argv[1])
    wanted = sys.argv[2:] or list(KINDS)
    most("PNG", 100)
    print(json.dumps({"before": resident("VmRSS"), "kinds": {name: most(name, side) for name in wanted}}))
