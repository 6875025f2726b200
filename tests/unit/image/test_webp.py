from io import BytesIO

import pytest
from PIL import Image

from processor.image import webp
from tests.unit.image.pictures import saved, webp_of
from tests.unit.image.test_hostile import refused


def encoded(size, **how):
    return saved(Image.new("RGBA", size, (1, 2, 3, 4)), "WebP", **how)


@pytest.mark.parametrize("size", [(1, 1), (300, 2), (2, 300), (1023, 517)])
@pytest.mark.parametrize(
    "how", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}], ids=str
)
def test_the_size_is_what_the_decoder_will_find(size, how):
    data = encoded(size, **how)
    assert webp.claimed(data) == Image.open(BytesIO(data)).size == size


def test_a_plain_lossy_one():
    data = saved(Image.new("RGB", (640, 480)), "WebP")
    assert data[12:16] == b"VP8 "
    assert webp.claimed(data) == (640, 480)


@pytest.mark.parametrize("length", range(30))
def test_cut_off_it_claims_nothing_or_the_same(length):
    for data in (encoded((640, 480)), saved(Image.new("RGB", (640, 480)), "WebP")):
        assert webp.claimed(data[:length]) in (None, (640, 480))


def test_another_kind_claims_nothing():
    assert webp.claimed(saved(Image.new("RGB", (640, 480)), "PNG")) is None
    assert webp.claimed(b"RIFF\0\0\0\0WAVEfmt " + bytes(40)) is None


def test_it_is_refused_before_its_decoder_makes_room(monkeypatch):
    monkeypatch.delattr("PIL._webp.WebPAnimDecoder")
    assert refused(webp_of(16_383, 16_383)) == "too_many_pixels"
