"""A BlurHash: about thirty characters of which a client paints a blurred image before it has loaded one.

The format is Wolt's (github.com/woltapp/blurhash, Algorithm.md): few cosines of the image in linear light, in base 83.
"""

import math

from PIL import Image

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_LONG, _SHORT = 4, 3
# More pixels than these tell nothing more of so few cosines.
_SIDE = 32

_Colour = tuple[float, float, float]


def of(image: Image.Image) -> str:
    """The BlurHash of an RGB image: 4 × 3 components, or 3 × 4 where it is taller than wide."""
    across, down = (_LONG, _SHORT) if image.width >= image.height else (_SHORT, _LONG)
    tiny = image.resize((min(_SIDE, image.width), min(_SIDE, image.height)), Image.Resampling.BOX)
    mean, *waves = _components(tiny, across, down)
    greatest = max(abs(value) for wave in waves for value in wave)
    step = max(0, min(82, math.floor(greatest * 166 - 0.5)))
    scale = (step + 1) / 166
    text = _base83(across - 1 + (down - 1) * 9, 1) + _base83(step, 1) + _base83(_packed_mean(mean), 4)
    return text + "".join(_base83(_packed_wave(wave, scale), 2) for wave in waves)


def _components(image: Image.Image, across: int, down: int) -> list[_Colour]:
    """The weights of the cosines, row by row; the first is the mean colour."""
    width, height = image.size
    light = [_LINEAR[value] for value in image.tobytes()]
    waves_x = [[math.cos(math.pi * i * x / width) for x in range(width)] for i in range(across)]
    waves_y = [[math.cos(math.pi * j * y / height) for y in range(height)] for j in range(down)]
    # Rows first, then the few sums of each row: the cosines are separable.
    rows = [
        [
            [sum(map(float.__mul__, wave, light[start + channel : start + 3 * width : 3])) for channel in range(3)]
            for wave in waves_x
        ]
        for start in range(0, 3 * width * height, 3 * width)
    ]
    found: list[_Colour] = []
    for j, wave in enumerate(waves_y):
        for i in range(across):
            weight = (1 if i == j == 0 else 2) / (width * height)
            red, green, blue = (
                weight * sum(factor * row[i][channel] for factor, row in zip(wave, rows, strict=True))
                for channel in range(3)
            )
            found.append((red, green, blue))
    return found


def _packed_mean(mean: _Colour) -> int:
    red, green, blue = (_srgb(value) for value in mean)
    return red << 16 | green << 8 | blue


def _packed_wave(wave: _Colour, scale: float) -> int:
    red, green, blue = (
        max(0, min(18, math.floor(math.copysign(abs(value / scale) ** 0.5, value) * 9 + 9.5))) for value in wave
    )
    return (red * 19 + green) * 19 + blue


def _srgb(linear: float) -> int:
    value = max(0.0, min(1.0, linear))
    return round((value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055) * 255)


def _base83(value: int, length: int) -> str:
    return "".join(_DIGITS[value // 83**place % 83] for place in reversed(range(length)))


def _light(value: int) -> float:
    level = value / 255
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


_LINEAR = [_light(value) for value in range(256)]
