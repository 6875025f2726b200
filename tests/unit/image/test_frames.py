"""Counting images in a file: as Pillow counts them, but only so far, and whatever the bytes are."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from processor.image import frames
from tests.unit.image.pictures import animation, gif_of, jpeg_with, saved, tiff_chain, tiff_of

# The marker of a pass over a JPEG, and its header, of no length.
SCAN = b"\xff\xda\0\2"
COUNTERS = [frames.gif, frames.tiff, frames.jpeg_scans]


def pillow_counts(data: bytes) -> int:
    return getattr(Image.open(io.BytesIO(data)), "n_frames", 1)


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize(("kind", "counter"), [("GIF", frames.gif), ("TIFF", frames.tiff)])
def test_counts_as_pillow_does(count, kind, counter):
    data = animation(count, kind)
    assert counter(data, 100) == pillow_counts(data) == count


def test_big_tiffs_count_as_others():
    data = saved(Image.new("L", (8, 8)), "TIFF", big_tiff=True, save_all=True, append_images=[Image.new("L", (8, 8))])
    assert data[2] == 43
    assert frames.tiff(data, 100) == 2


def test_motorola_order():
    assert frames.tiff(b"MM\0*\0\0\0\x08" + struct.pack(">HI", 0, 14) + struct.pack(">HI", 0, 0), 100) == 2


def test_counting_ends_at_the_limit():
    assert frames.gif(gif_of(1, 1, frames=500), 30) == 30
    assert frames.tiff(tiff_chain(500), 30) == 30
    assert frames.jpeg_scans(b"\xff\xd8" + SCAN * 500, 30) == 30


def test_directories_in_a_circle_are_counted_once():
    assert frames.tiff(tiff_chain(3, last=108), 100) == 3


@pytest.mark.parametrize("data", [tiff_of(8, 8)[:-2], gif_of(1, 1, 3)[:-9], b"II*\0\xff\xff\xff\xff", bytes(20)])
@pytest.mark.parametrize("counter", COUNTERS)
def test_what_is_cut_off_ends_the_count(data, counter):
    assert 0 <= counter(data, 100) <= 2


@pytest.mark.parametrize(("progressive", "scans"), [(False, 1), (True, 10)])
def test_scans_of_jpegs(progressive, scans):
    noise = Image.effect_noise((64, 64), 90).convert("RGB")
    assert frames.jpeg_scans(saved(noise, "JPEG", progressive=progressive), 100) == scans


@pytest.mark.parametrize(
    "between",
    [
        *(b"", b"\xff", b"\xff" * 50, b"data\xff\0data", b"\xff\xd0", b"\xff\1", b"\xff\xbf\xff\xff", b"\xff\xd8"),
        *(b"\xff\xe1\0\2", b"\xff\xe1\0\0", b"\xff\xe1\0\x06text", b"\xff\xe1\0\4" + SCAN[:2]),
    ],
)
def test_no_pass_of_a_jpeg_hides(between):
    assert frames.jpeg_scans(b"\xff\xd8" + SCAN + between + SCAN + b"\xff\xd9", 30) == 2


def test_what_stands_behind_a_jpeg_or_in_its_segments_is_no_pass():
    """A film behind a photo, or its preview, holds the bytes of the marker once in 65,536."""
    film = SCAN * 500
    assert frames.jpeg_scans(saved(Image.new("RGB", (8, 8)), "JPEG") + film, 30) == 1
    assert frames.jpeg_scans(jpeg_with(b"\xe2" + film), 30) == 1


def test_endless_segments_are_as_many_as_too_many_passes():
    assert frames.jpeg_scans(b"\xff\xd8" + b"\xff\xfe\0\2" * 20_000, 30) == 30


@given(data=st.binary(min_size=16, max_size=200), start=st.sampled_from([b"GIF89a", b"II*\0", b"MM\0*", b"II+\0", b""]))
def test_any_bytes_have_a_count(data, start):
    for counter in COUNTERS:
        assert 0 <= counter(start + data, 5) <= 5
