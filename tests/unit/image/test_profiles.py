"""Colour profiles (ICC): thumbnails are in sRGB, whatever the numbers of a file mean."""

import struct

import pytest
from PIL import Image, ImageCms

from tests.unit.image.pictures import (
    BLUE,
    GREEN,
    RED,
    UPRIGHT,
    YELLOW,
    corners,
    encoded,
    quarters,
    saved,
    shows,
    thumbnail,
)

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
WHITE_POINT = struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)


def profile(colours: bytes, space: bytes, kind: bytes, **tags: bytes) -> bytes:
    """A profile by hand (ICC.1:2001-04): of `GRAY` or `CMYK` into `XYZ ` or `Lab `; `tags` by their names."""
    tags = {"wtpt": b"XYZ " + bytes(4) + WHITE_POINT} | tags
    at, table, data = 132 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += struct.pack(">4sII", name.encode(), at + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    header = struct.pack(">I4xI4s4s4s12x4s28x", at + len(data), 0x02400000, kind, colours, space, b"acsp")
    return header + WHITE_POINT + bytes(48) + struct.pack(">I", len(tags)) + table + data


def linear_grey() -> bytes:
    """Grey whose numbers are amounts of light."""
    return profile(b"GRAY", b"XYZ ", b"mntr", kTRC=b"curv" + bytes(4) + struct.pack(">IH", 1, 0x0100))


def yellow_cyan() -> bytes:
    """Inks of a printer in which someone has filled yellow where cyan belongs; the others do nothing but black."""
    inks = [(cyan, black) for cyan in (0, 1) for _ in range(4) for black in (0, 1)]
    seen = b"".join(
        bytes((0, 128, 128) if black else (230, 128, 255) if cyan else (255, 128, 128)) for cyan, black in inks
    )
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + bytes(range(256)) * 4 + seen + bytes(range(256)) * 3
    return profile(b"CMYK", b"Lab ", b"prtr", A2B0=table)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_is_what_the_profile_says(mode):
    half = Image.new(mode, (120, 80), 128 if mode == "L" else (128, 255))
    assert shows(thumbnail(saved(half)), [(128,) * 3] * 4)
    assert shows(thumbnail(saved(half, icc_profile=linear_grey())), [(188,) * 3] * 4)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_are_what_the_profile_says(kind):
    image = Image.new("CMYK", (120, 80), (255, 0, 0, 0))
    image.paste((0, 0, 0, 0), (60, 0, 120, 80))
    image.paste((0, 0, 0, 255), (60, 40, 120, 80))
    assert shows(thumbnail(saved(image, kind)), [(0, 255, 255), WHITE, (0, 255, 255), BLACK])
    red, green, blue = corners(thumbnail(saved(image, kind, icc_profile=yellow_cyan())))[0]
    assert red > 240
    assert green > 200
    assert blue < 20


def swapped_profile():
    """A profile in which red and blue have changed places: sRGB's, with the names of two tags exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "HEIC", "AVIF"])
def test_colours_are_what_the_profile_says(kind):
    shown = thumbnail(encoded(quarters(), kind, icc_profile=swapped_profile()))
    assert shows(shown, [RED[::-1], GREEN, BLUE[::-1], YELLOW[::-1]], within=25)


def test_the_profile_holds_under_alpha():
    shown = thumbnail(encoded(quarters(mode="RGBA"), "PNG", icc_profile=swapped_profile()))
    assert shows(shown, [RED[::-1], GREEN, BLUE[::-1], YELLOW[::-1]], within=25)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("profile", [b"x", b"\0" * 128, swapped_profile()[:200]])
def test_a_damaged_profile_is_passed_over(profile, mode):
    expected = UPRIGHT if mode != "L" else [quarters(mode="L").convert("RGB").getpixel((x, y)) for x, y in PLACES]
    assert shows(thumbnail(encoded(quarters(mode=mode), "JPEG", icc_profile=profile)), expected, within=30)


PLACES = [(5, 5), (115, 5), (5, 75), (115, 75)]


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_profile_of_another_kind_of_colours_is_passed_over(mode):
    shown = thumbnail(encoded(quarters(mode=mode), "JPEG", icc_profile=swapped_profile()))
    plain = thumbnail(encoded(quarters(mode=mode), "JPEG"))
    assert shown.tobytes() == plain.tobytes()
