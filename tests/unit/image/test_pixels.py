"""Thumbnails: upright, in sRGB, on white, and nothing else in them, whatever the pixels were stored as."""

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from tests.unit.image.pictures import (
    BLUE,
    GREEN,
    ORIENTATION,
    RED,
    UPRIGHT,
    YELLOW,
    animation,
    corners,
    encoded,
    extracted,
    quarters,
    saved,
    shows,
    thumbnail,
    tiff_of,
)

FORMATS = ["JPEG", "PNG", "WebP", "GIF", "TIFF", "HEIC", "AVIF"]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)

# What is stored so that a viewer who heeds the orientation sees the four colours upright.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format(kind):
    made = extracted(encoded(quarters(), kind))
    found = made.extracted
    assert (found["width"], found["height"], found["format"], found["frames"]) == (120, 80, kind, 1)
    assert len(found["blurHash"]) == 28
    for name, size in {"thumb-64": (64, 43), "thumb-16": (16, 11)}.items():
        variant = made.variants[name]
        assert (variant.media_type, variant.width, variant.height) == ("image/jpeg", *size)
        image = Image.open(io.BytesIO(variant.body))
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
        assert shows(image, UPRIGHT, within=25)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "HEIC", "AVIF"])
def test_eight_orientations(kind, orientation):
    turn = STORED[orientation]
    stored = quarters() if turn is None else quarters().transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    # A TIFF's own tags are its EXIF.
    how = {"tiffinfo": {ORIENTATION: orientation}} if kind == "TIFF" else {"exif": exif.tobytes()}
    data = encoded(stored, kind, **how)
    found = extracted(data).extracted
    assert (found["width"], found["height"]) == (120, 80)
    assert thumbnail(data).size == (64, 43)
    assert shows(thumbnail(data), UPRIGHT, within=25)


def test_an_orientation_that_stands_in_xmp_alone():
    stored = quarters().transpose(Image.Transpose.ROTATE_90)
    assert shows(thumbnail(encoded(stored, "JPEG", xmp=b'<rdf:Description tiff:Orientation="6"/>')), UPRIGHT, within=25)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_is_none(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    assert shows(thumbnail(encoded(quarters(), "JPEG", exif=exif)), UPRIGHT)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *[("L", one) for one in ("JPEG", "PNG", "GIF", "TIFF", "HEIC")],
        *[("1", one) for one in ("PNG", "GIF", "TIFF")],
        *[("P", one) for one in ("PNG", "GIF", "TIFF")],
        *[("CMYK", one) for one in ("JPEG", "TIFF")],
        *[("RGBA", one) for one in ("PNG", "WebP", "TIFF", "HEIC")],
        *[("LA", one) for one in ("PNG", "TIFF")],
        ("YCbCr", "TIFF"),
        ("LAB", "TIFF"),
        ("RGBX", "TIFF"),
        ("I", "TIFF"),
        ("F", "TIFF"),
    ],
)
def test_every_kind_of_pixels(mode, kind):
    stored = quarters(mode="L").convert(mode) if mode in ("I", "F") else quarters(mode=mode)
    shown = thumbnail(encoded(stored, kind))
    assert (shown.size, shown.mode) == ((64, 43), "RGB")
    if mode in ("P", "CMYK", "RGBA", "YCbCr", "LAB", "RGBX"):
        assert shows(shown, UPRIGHT, within=30)
    elif mode != "1":
        red, green, blue, yellow = (sum(colour) for colour in corners(shown))
        assert blue < red < yellow
        assert blue < green < yellow


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey(kind):
    image = Image.frombytes("I;16", (120, 80), (b"\x00\x20" * 60 + b"\x00\xc0" * 60) * 80)
    assert shows(thumbnail(saved(image, kind)), [(32,) * 3, (192,) * 3] * 2)


@pytest.mark.parametrize(("bits", "numbers"), [(8, (0, 255)), (16, (0, 65_535)), (32, (0, 1))])
def test_a_tiff_whose_zero_is_white(bits, numbers):
    form, sort = {8: ("<B", 1), 16: ("<H", 1), 32: ("<f", 3)}[bits]
    row = b"".join(struct.pack(form, number) * 4 for number in numbers)
    data = tiff_of(8, 8, pixels=row * 8, t258=bits, t262=0, t279=8 * len(row), t339=sort)
    assert shows(thumbnail(data), [WHITE, BLACK] * 2)


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bits_in_any_order(order, photometric):
    row = struct.pack(f"{order}8H", *[0x2000] * 4, *[0xC000] * 4)
    data = tiff_of(8, 8, pixels=row * 8, order=order, t258=16, t262=photometric, t279=128)
    dark, light = (32, 192) if photometric else (223, 63)
    assert shows(thumbnail(data), [(dark,) * 3, (light,) * 3] * 2)


def test_twelve_bits():
    # Two numbers in three bytes.
    row = b"\x20\x02\x00" * 2 + b"\xc0\x0c\x00" * 2
    assert shows(thumbnail(tiff_of(8, 8, pixels=row * 8, t258=12, t279=96)), [(32,) * 3, (192,) * 3] * 2)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("order", ["<", ">"])
def test_colours_that_stand_one_after_the_other(order, bits):
    form, times = {8: ("B", 1), 16: ("H", 257)}[bits]
    planes = [struct.pack(f"{order}64{form}", *[value * times] * 64) for value in RED]
    size = len(planes[0])
    where = tuple(8 + place * size for place in range(3))
    colours = b"".join(planes)
    data = tiff_of(8, 8, colours, order, t258=(bits,) * 3, t262=2, t273=where, t277=3, t279=(size,) * 3, t284=2)
    assert shows(thumbnail(data), [RED] * 4)


def test_measurements_are_shown_from_least_to_greatest():
    image = Image.new("F", (120, 80), -2.5)
    image.paste(1e6, (60, 0, 120, 80))
    assert shows(thumbnail(saved(image, "TIFF")), [BLACK, WHITE] * 2)


@pytest.mark.parametrize("value", [7.0, float("nan"), float("inf")])
def test_measurements_without_a_range_are_grey(value):
    assert shows(thumbnail(saved(Image.new("F", (120, 80), value), "TIFF")), [(128,) * 3] * 4)


@pytest.mark.parametrize("kind", ["PNG", "WebP", "HEIC", "AVIF"])
def test_what_is_transparent_is_white(kind):
    image = quarters(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 60, 40))
    assert shows(thumbnail(encoded(image, kind)), [WHITE, GREEN, BLUE, YELLOW], within=25)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_a_transparent_colour(kind):
    image = quarters(mode="P")
    transparent = image.getpixel((5, 5))
    shown = thumbnail(saved(image, kind, transparency=transparent))
    assert shows(shown, [WHITE, GREEN, BLUE, YELLOW], within=25)


@pytest.mark.parametrize(("mode", "clear"), [("RGB", RED), ("L", None), ("I;16", 5)])
def test_a_colour_that_counts_as_transparent(mode, clear):
    image = Image.new("I;16", (120, 80), 0xC000) if mode == "I;16" else quarters(mode=mode)
    clear = image.getpixel((5, 5)) if clear is None else clear
    shown = thumbnail(saved(image, "PNG", transparency=clear))
    assert corners(shown)[0] == ((191,) * 3 if mode == "I;16" else WHITE)


def test_half_transparent_is_half_white():
    assert shows(thumbnail(saved(Image.new("RGBA", (120, 80), (0, 0, 0, 128)))), [(127,) * 3] * 4)


def test_a_thumbnail_holds_pixels_and_nothing_else():
    exif = Image.Exif()
    exif[0x010E] = "secret description"
    data = encoded(
        quarters(), "JPEG", exif=exif, icc_profile=b"secret profile", comment=b"secret comment", xmp=b"<secret xmp/>"
    )
    for variant in extracted(data).variants.values():
        assert b"secret" not in variant.body
        assert set(Image.open(io.BytesIO(variant.body)).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_texts_of_a_png_stay_behind():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("comment", "secret comment")
    texts.add_itxt("XML:com.adobe.xmp", "<secret/>")
    assert all(b"secret" not in one.body for one in extracted(saved(quarters(), pnginfo=texts)).variants.values())


def test_the_same_file_gives_the_same_bytes():
    data = encoded(quarters(), "WebP")
    assert extracted(data) == extracted(data)


@pytest.mark.parametrize("size", [(1, 1), (20, 10), (3000, 1), (1, 3000), (64, 64)])
def test_odd_sizes(size):
    made = extracted(saved(Image.new("RGB", size, RED)))
    assert (made.extracted["width"], made.extracted["height"]) == size
    for side in (64, 16):
        variant = made.variants[f"thumb-{side}"]
        scale = min(1, side / max(size))
        assert variant.width == max(1, round(size[0] * scale))
        assert variant.height == max(1, round(size[1] * scale))


def test_quality_is_that_of_the_configuration():
    noise = saved(Image.effect_noise((120, 80), 90).convert("RGB"))
    fine, coarse = (len(extracted(noise, quality=one).variants["thumb-64"].body) for one in (95, 30))
    assert coarse * 2 < fine


def test_a_photo_with_a_second_one_for_depth_is_one_jpeg():
    """As many phones write them; Pillow calls the format MPO."""
    data = saved(quarters(), "MPO", save_all=True, append_images=[quarters((60, 40))], quality=95)
    found = extracted(data).extracted
    assert (found["format"], found["frames"], found["width"]) == ("JPEG", 1, 120)
    assert shows(thumbnail(data), UPRIGHT)


@pytest.mark.parametrize("kind", ["HEIC", "AVIF"])
def test_the_brand_that_heic_and_avif_share(kind):
    data = encoded(quarters(), kind)
    found = extracted(data[:8] + b"mif1" + data[12:]).extracted
    assert (found["format"], found["width"]) == (kind, 120)


@pytest.mark.parametrize("kind", ["GIF", "WebP", "PNG", "TIFF", "AVIF"])
def test_of_several_frames_the_first_is_shown_and_all_are_counted(kind):
    data = animation(5, kind)
    assert extracted(data).extracted["frames"] == 5
    assert shows(thumbnail(data), UPRIGHT, within=25)
