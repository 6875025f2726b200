"""BlurHash: as Wolt's own encoder writes it."""

import random

import pytest
from PIL import Image

from processor.image import blurhash
from tests.unit.image.pictures import quarters


def noise(size):
    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        # What the encoder of npm's blurhash 2.0.5 makes of the same pixels.
        (Image.new("RGB", (32, 32), "white"), "L9TSUA~qfQ~q~qoffQoffQfQfQfQ"),
        (Image.new("RGB", (5, 3), "black"), "L00000fQfQfQfQfQfQfQfQfQfQfQ"),
        (Image.new("RGB", (1, 1), "red"), "L~TI:j|c|c|c|c|c|c|c|c|c|c|c"),
        (noise((32, 20)), "L7HV6p?s=KPA~WwIrJtLTFivtJr;"),
        (noise((20, 32)), "T6HV6p~Dqp~WpcS=O,TBK6.k?CVZ"),
    ],
)
def test_equals_the_reference(image, expected):
    assert blurhash.of(image) == expected


def test_the_size_of_the_image_hardly_matters():
    assert blurhash.of(quarters((640, 400))) == blurhash.of(quarters((32, 20)).resize((32, 32), Image.Resampling.BOX))


@pytest.mark.parametrize("size", [(1, 1), (1, 800), (800, 1), (31, 33)])
def test_any_size_has_one(size):
    assert len(blurhash.of(Image.new("RGB", size, "teal"))) == 28
