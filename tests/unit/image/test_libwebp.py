"""WebP that is decoded small: the same to see as what Pillow decodes whole, and damaged ones are known all the same."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat, WebPImagePlugin

from common.files.extraction import Failed
from processor.image import libwebp
from tests.unit.image.pictures import UPRIGHT, animation, encoded, extracted, quarters, shows, thumbnail

SIZE = (1201, 799)


def photo(mode="RGB"):
    return Image.radial_gradient("L").resize(SIZE).convert(mode)


@pytest.fixture
def opened():
    def of(data):
        return Image.open(io.BytesIO(data), formats=["WEBP"])

    return of


@pytest.fixture
def decoded(monkeypatch):
    """The sizes that libwebp is asked for."""
    sizes, decode = [], libwebp._decoded

    def noted(data, *size):
        sizes.append(size)
        return decode(data, *size)

    monkeypatch.setattr(libwebp, "_decoded", noted)
    return sizes


def test_it_is_decoded_as_small_as_will_do(decoded):
    image = thumbnail(encoded(photo(), "WebP"))
    assert image.size == (64, 43)
    assert decoded == [(106, 70)]


def test_it_looks_as_what_pillow_decodes_whole(opened, monkeypatch):
    data = encoded(quarters((1200, 800)), "WebP")
    small = thumbnail(data)
    monkeypatch.setattr(libwebp, "library", lambda: None)
    difference = ImageChops.difference(small, thumbnail(data))
    assert max(ImageStat.Stat(difference).mean) < 2
    assert shows(small, UPRIGHT)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 30}, {"quality": 95, "method": 6}])
def test_each_way_of_storing_it(decoded, options):
    assert shows(thumbnail(encoded(quarters((600, 400)), "WebP", **options)), UPRIGHT)
    assert len(decoded) == 1


def test_what_is_small_transparent_or_moves_is_decoded_whole(decoded):
    for data in (
        encoded(quarters((60, 40)), "WebP"),
        encoded(photo("RGBA").rotate(45), "WebP"),
        animation(3, "WebP"),
    ):
        extracted(data)
    assert decoded == []


def test_without_the_library_pillow_does_it(monkeypatch, decoded):
    monkeypatch.setattr(libwebp, "library", lambda: None)
    assert thumbnail(encoded(photo(), "WebP")).size == (64, 43)
    assert decoded == []


def test_the_library_is_there():
    """As long as it comes in Pillow's wheel: else WebP would silently become slow."""
    assert libwebp.library() is not None


def test_a_library_of_another_time_is_not_used(monkeypatch):
    monkeypatch.setattr(libwebp, "_ABI_VERSION", 0x0100)
    with pytest.raises(Failed):
        extracted(encoded(photo(), "WebP"))


@pytest.mark.parametrize("lossless", [True, False])
def test_cut_off_it_is_damaged(lossless):
    data = encoded(Image.effect_noise((300, 200), 90).convert("RGB"), "WebP", lossless=lossless)
    with pytest.raises(Failed) as failed:
        extracted(data[: len(data) // 2])
    assert failed.value.code == "damaged"


def test_it_stays_pillow_s_own_format(opened):
    image = opened(encoded(photo(), "WebP"))
    assert isinstance(image, WebPImagePlugin.WebPImageFile)
    assert image.format == "WEBP"
    assert (image.draft(None, None), image.draft("RGB", (2000, 2000)), image.size) == (None, None, SIZE)
    assert image.getpixel((600, 400)) == image.copy().getpixel((600, 400))
