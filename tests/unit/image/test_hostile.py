"""Images made to harm: each ends in Failed, with its reason, before it costs anything."""

import io
import re
import resource
import struct
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from common.files.extraction import Failed
from processor.image import memory
from processor.image.opening import Limits
from tests.unit.fuzzing import examples
from tests.unit.image.pictures import (
    animation,
    chunk,
    claiming,
    encoded,
    extracted,
    gif_of,
    heic,
    jpeg_with,
    png_of,
    quarters,
    saved,
    tiff_chain,
    tiff_of,
    webp_of,
)

FORMATS = ["JPEG", "PNG", "WebP", "GIF", "TIFF", "HEIC", "AVIF"]


def refused(data):
    """The code with which the image fails."""
    with pytest.raises(Failed) as failed:
        extracted(data)
    assert failed.value.reason.endswith(".")
    return failed.value.code


def jpeg_of(width, height):
    data = bytearray(saved(quarters(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


BOMBS = {
    "PNG": png_of(20_000, 20_000),
    "the largest PNG": png_of(2**31 - 1, 2**31 - 1),
    "JPEG": jpeg_of(65_000, 65_000),
    "GIF": gif_of(65_535, 65_535),
    "WebP": webp_of(16_383, 16_383),
    "TIFF": tiff_of(60_000, 60_000),
    "the largest TIFF": tiff_of(2**32 - 1, 2**32 - 1),
    "HEIC": claiming(heic(Image.new("RGB", (64, 64))), 16_000, 16_000),
    "AVIF": claiming(encoded(Image.new("RGB", (64, 64)), "AVIF"), 16_000, 16_000),
    "a line": png_of(1_000_001, 1),
}


@pytest.mark.parametrize("name", BOMBS)
def test_too_many_pixels_are_refused_by_the_header(name):
    assert refused(BOMBS[name]) == "too_many_pixels"


def test_as_many_pixels_as_are_allowed():
    assert extracted(saved(Image.new("1", (1000, 1000)))).extracted["width"] == 1000


def test_nothing_is_decoded_of_what_is_refused(monkeypatch):
    monkeypatch.delattr(Image.Image, "thumbnail")
    monkeypatch.delattr(Image.Image, "convert")
    for bomb in BOMBS.values():
        assert refused(bomb) == "too_many_pixels"


@pytest.mark.parametrize(
    "data", [gif_of(1, 1, 100_000), tiff_chain(100_000), *(animation(21, kind) for kind in ("WebP", "PNG", "AVIF"))]
)
def test_too_many_frames(data):
    assert refused(data) == "too_many_frames"


def test_a_png_that_claims_more_frames_than_it_has():
    assert refused(png_of(8, 8, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))) == "too_many_frames"


def test_a_progressive_jpeg_of_endless_passes():
    data = saved(quarters(), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    assert refused(data[:at] + data[at:-2] * 300 + data[-2:]) == "too_complex"


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_off_anywhere(kind):
    """What is cut off fails, or was whole but for bytes that say nothing; it never raises anything else."""
    data = encoded(quarters(), kind)
    for length in {0, 1, 4, 12, *range(20, len(data), max(1, len(data) // 25))}:
        try:
            extracted(data[:length])
        except Failed as failed:
            assert failed.code == "damaged"  # noqa: PT017 - some lengths do not fail
    assert refused(data[: len(data) // 2]) == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n%%EOF",
        b"BM" + bytes(100),
        png_of(0, 10),
        # Offsets and counts that point nowhere.
        tiff_of(8, 8, t273=0xFFFFFFF0),
        tiff_of(8, 8, t277=65_535),
        tiff_of(8, 8, t258=64),
        tiff_of(8, 8, t259=34_712),
        tiff_of(0, 8),
        # A tile of four gigapixels in an image of 64 pixels.
        tiff_of(8, 8, t322=65_536, t323=65_536, t324=8, t325=100, t259=5),
        # A megabyte of text that inflates to a gigabyte would be no text of an image.
        saved(quarters())[:33] + chunk(b"zTXt", b"a\0\0" + b"x" * 100) + saved(quarters())[33:60],
    ],
)
def test_what_is_no_image_or_no_longer(data):
    assert refused(data) == "damaged"


def test_formats_that_are_not_taken_are_not_tried():
    """Pillow reads dozens more, some by starting other programs."""
    into = io.BytesIO()
    quarters().save(into, "BMP")
    assert refused(into.getvalue()) == "damaged"
    assert refused(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n") == "damaged"


def test_texts_of_a_png_that_inflate_beyond_all_bounds():
    import zlib

    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))
    data = saved(quarters())
    tracemalloc.start()
    assert refused(data[:33] + bomb + data[33:]) == "damaged"
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


def test_texts_of_a_png_may_be_longer_than_its_pixels():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Raw profile type xmp", "x" * 2_000_000, zip=True)
    assert extracted(saved(quarters(), pnginfo=texts, icc_profile=bytes(2_000_000))).extracted["width"] == 120


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux heeds this limit")
def test_an_image_that_needs_more_memory_than_the_function_has_fails():
    """So the function is not killed. Decoders of AVIF ask for what the pixels claim, whatever the header does."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    taken = int(re.findall(r"VmData:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
    with memory.bounded(taken + (100 << 20)), pytest.raises(Failed) as failed:
        extracted(png_of(9000, 9000), Limits(100_000_000, 1))
    assert failed.value.code == "too_complex"
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_a_jpeg_that_goes_on_behind_its_end_is_an_image():
    """Whether anything may stand there was for inspection to say."""
    data = saved(quarters(), "JPEG")
    assert extracted(data + b"PK\3\4" + bytes(100)).extracted["width"] == 120
    assert extracted(jpeg_with(b"\xfe<script>")).extracted["width"] == 120


GOOD = {kind: encoded(quarters((40, 30)), kind) for kind in FORMATS}


def broken(data: st.DataObject) -> bytes:
    """One of the good images, changed at some places."""
    made = bytearray(GOOD[data.draw(st.sampled_from(FORMATS))])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(made) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                made[at] = data.draw(st.integers(0, 255))
            case 1:
                made[at : at + data.draw(st.integers(1, 8))] = data.draw(st.binary(max_size=8))
            case 2:
                made[at : at + 4] = data.draw(st.sampled_from([b"\xff" * 4, b"\x7f\xff\xff\xff", b"\0\0\0\x80"]))
    return bytes(made)


def test_whatever_becomes_of_an_image_it_is_read_or_refused():
    ended: Counter[str] = Counter()

    @examples(150)
    @given(st.data())
    def each(data):
        try:
            made = extracted(broken(data), Limits(100_000, 20))
        except Failed as failed:
            ended[failed.code] += 1
        else:
            ended["read"] += 1
            assert set(made.variants) == {"thumb-64", "thumb-16"}

    each()
    assert ended.keys() <= {"read", "damaged", "too_many_pixels", "too_many_frames", "too_complex"}
    # Both happen often, or the test tells nothing.
    assert min(ended["read"], ended["damaged"]) >= 15
