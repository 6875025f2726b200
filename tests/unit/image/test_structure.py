"""Files cut into more pieces than any honest one are refused before Pillow, which handles each in Python, sees them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from processor.image import structure
from tests.unit.image.pictures import (
    animation,
    chunk,
    encoded,
    extracted,
    gif_of,
    jpeg_with,
    quarters,
    saved,
    tiff_of,
    with_exif,
)
from tests.unit.image.test_hostile import FORMATS, refused

JPEG, PNG, GIF = saved(quarters(), "JPEG"), saved(quarters()), gif_of(1, 1)
COLOURS = 19  # where the GIF's blocks begin


def tiff(strips: int, form: str = "<") -> bytes:
    """A TIFF, or a part of one: as many strips of a byte."""
    entries = [(256, 4, 1, 1), (257, 4, 1, strips), (258, 3, 1, 8), (259, 3, 1, 1), (273, 4, strips, 8)]
    mark = b"II*\0" if form == "<" else b"MM\0*"
    told = b"".join(struct.pack(form + "HHLL", *entry) for entry in entries)
    return mark + struct.pack(form + "LH", 8, len(entries)) + told


def big_tiff(strips: int) -> bytes:
    return struct.pack("<2sHHHQQHHQQ", b"II", 43, 8, 0, 16, 1, 324, 16, strips, 8)


def jpeg(pieces: bytes) -> bytes:
    return JPEG[:2] + pieces + JPEG[2:]


TOO_FINE = {
    "segments": jpeg(b"\xff\xe5\0\2" * 1_000),
    "segments of no length": jpeg(b"\xff\xe5\0\0" * 1_000),
    "bare markers": jpeg(b"\xff\xd0" * 1_000),
    "filling": jpeg(b"\xff" * 1_000),
    "bytes between markers": jpeg(b"\xff\xd0" + b"x" * 1_000),
    "chunks": PNG[:33] + chunk(b"prVt", b"") * 100_000 + PNG[33:],
    "chunks behind the pixels": PNG[:-12] + chunk(b"prVt", b"") * 100_000 + PNG[-12:],
    "comments": GIF[:COLOURS] + b"\x21\xfe\1x\0" * 1_000_000 + GIF[COLOURS:],
    "a comment of many blocks": GIF[:COLOURS] + b"\x21\xfe" + b"\1x" * 2_000_000 + b"\0" + GIF[COLOURS:],
    "an image of many blocks": GIF[:-2] + b"\1x" * 2_000_000 + GIF[-2:],
    "nothing before the image": GIF[:COLOURS] + b"x" * 2_000_000 + GIF[COLOURS:],
    "strips": tiff(100_001),
    "strips, the other way round": tiff(100_001, ">"),
    "tiles of a BigTIFF": big_tiff(1 << 62),
}
FINE = {
    "segments": jpeg(b"\xff\xe5\0\2" * 900),
    "chunks": PNG[:33] + chunk(b"prVt", b"") * 99_000 + PNG[33:],
    "comments": GIF[:COLOURS] + b"\x21\xfe\1x\0" * 600_000 + GIF[COLOURS:],
    "strips": tiff(100_000),
    "what stands behind a first scan": JPEG + b"\xff\xe5\0\2" * 2_000,
    "EXIF": with_exif(bytes(60_000)),
    "a comment": jpeg_with(b"\xfe" + b"x" * 60_000),
    "another format": b"\xff" * 10_000,
    "nothing": b"",
}


@pytest.mark.parametrize("name", TOO_FINE)
def test_what_is_cut_up_too_finely(name):
    assert structure.too_fine(TOO_FINE[name])


@pytest.mark.parametrize("name", FINE)
def test_what_is_not(name):
    assert not structure.too_fine(FINE[name])


@pytest.mark.parametrize("name", ["segments", "chunks", "strips"])
def test_nothing_opens_what_is(name, monkeypatch):
    monkeypatch.delattr(Image, "open")
    assert refused(TOO_FINE[name]) == "too_complex"


@pytest.mark.parametrize("name", ["segments", "chunks"])
def test_what_is_not_is_extracted(name):
    assert extracted(FINE[name]).extracted["width"] == 120


@pytest.mark.parametrize("kind", FORMATS)
def test_what_programs_write_is_not(kind):
    assert not structure.too_fine(encoded(Image.effect_noise((400, 300), 90).convert("RGB"), kind))


def test_an_animation_is_not():
    assert not structure.too_fine(animation(20, "GIF"))


STARTS = st.sampled_from([JPEG[:20], JPEG[:2], PNG[:33], GIF[:COLOURS], tiff_of(8, 8), b"II*\0", b"MM\0+", b""])


@given(STARTS, st.binary(max_size=300))
def test_any_bytes_have_an_answer(start, data):
    assert structure.too_fine(start + data) in (True, False)
