"""WebP decoded at about the size that is wanted: libwebp can shrink while it decodes, but Pillow has it do all pixels.

Pillow's class for the format, which in addition heeds `draft`, as the one for JPEG does. libwebp is the one that came
with Pillow, called directly; where that is not to be found, Pillow decodes as it always does.
"""

import ctypes
import math
from ctypes import Structure, c_int, c_size_t, c_uint32, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

import PIL
from PIL import Image, ImageFile, WebPImagePlugin

# From libwebp's decode.h. Libraries that have the same first byte of it lay these structures out alike.
_ABI_VERSION = 0x0210
_RGB, _OK = 0, 0


class _Features(Structure):
    _fields_ = (*((name, c_int) for name in ("width", "height", "alpha", "animation", "format")), ("pad", c_uint32 * 5))


class _Output(Structure):
    _fields_ = (
        *((name, c_int) for name in ("colours", "width", "height", "is_ours")),
        # One half of a union, and the room that the other has beyond it.
        *(("pixels", c_void_p), ("row_bytes", c_int), ("bytes", c_size_t), ("room", c_size_t * 7)),
        *(("pad", c_uint32 * 4), ("own", c_void_p)),
    )


class _Options(Structure):
    _fields_ = (
        *((name, c_int) for name in ("unfiltered", "plain_upsampling", "crops")),
        *((name, c_int) for name in ("left", "top", "crop_width", "crop_height")),
        *((name, c_int) for name in ("scales", "width", "height")),
        *((name, c_int) for name in ("threads", "dithering", "flips", "alpha_dithering")),
        ("pad", c_uint32 * 5),
    )


class _Config(Structure):
    _fields_ = (("input", _Features), ("output", _Output), ("options", _Options))


class ShrinkingWebP(WebPImagePlugin.WebPImageFile):
    """A WebP whose `draft` makes it smaller before it is decoded. Animations and transparent ones stay as they are."""

    _coarse = False

    def draft(
        self,
        mode: str | None,  # noqa: ARG002 - there is but one
        size: tuple[int, int] | None,
    ) -> tuple[str, tuple[int, int, float, float]] | None:
        """Has the image decoded with at least `size` pixels, in its own mode: Pillow's hook, called by `thumbnail`."""
        scale = min(self.width / size[0], self.height / size[1]) if size else 1
        # libwebp would take colours that nobody sees into its averages.
        if self._coarse or scale <= 1 or self.n_frames > 1 or self.mode != "RGB" or library() is None:
            return None
        self._coarse, self._size = True, (math.ceil(self.width / scale), math.ceil(self.height / scale))
        return self.mode, (0, 0, *self.size)

    def load(self) -> Any:
        """As in Pillow. Raises OSError when libwebp cannot decode it."""
        if not self._coarse:
            return super().load()
        if self._im is None and self.fp:
            self.fp.seek(0)
            self.im = Image.frombuffer("RGB", self.size, _decoded(self.fp.read(), *self.size)).im
        return ImageFile.ImageFile.load(self)


def setup() -> None:
    """Has Pillow open files of this kind so."""
    _, accept = Image.OPEN[ShrinkingWebP.format]
    Image.register_open(ShrinkingWebP.format, ShrinkingWebP, accept)


def _decoded(data: bytes, width: int, height: int) -> bytearray:
    """RGB pixels, row by row. Raises OSError."""
    decoder, config = library(), _Config()
    pixels = bytearray(3 * width * height)
    if decoder is None or not decoder.WebPInitDecoderConfigInternal(ctypes.byref(config), _ABI_VERSION):
        raise OSError("libwebp is of another time")
    config.options.scales, config.options.width, config.options.height = 1, width, height
    output = config.output
    output.colours, output.is_ours, output.row_bytes, output.bytes = _RGB, 1, 3 * width, len(pixels)
    output.pixels = ctypes.addressof((ctypes.c_char * len(pixels)).from_buffer(pixels))
    status = decoder.WebPDecode(data, len(data), ctypes.byref(config))
    if status != _OK:
        raise OSError(f"libwebp: {status}")
    return pixels


@cache
def library() -> Any:
    """As Pillow's wheel brings it, for Linux beside the package, for macOS in it; None where it does not."""
    package = Path(PIL.__file__).parent
    for folder, pattern in ((package.parent / "pillow.libs", "libwebp-*.so*"), (package / ".dylibs", "libwebp.*dylib")):
        for file in sorted(folder.glob(pattern)):
            webp = ctypes.CDLL(str(file))
            webp.WebPDecode.argtypes = [ctypes.c_char_p, c_size_t, c_void_p]
            return webp
    return None
