"""EXIF: what cameras write, and what they should not have written."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.unit.image.pictures import RED, alike, corners, encoded, extracted, quarters, thumbnail, with_exif

CAMERA, GPS = 0x8769, 0x8825
PLACE = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.93)}
TAGS = {
    0x010F: "Kamera GmbH",
    0x0110: "Modell Ü".encode(),
    CAMERA: {
        0xA434: "35 mm f/2",
        0x829A: IFDRational(1, 250),
        0x829D: IFDRational(28, 10),
        0x8827: 400,
        0x920A: IFDRational(35, 1),
        0x9003: "2026:11:21 13:05:00",
        0x9011: "+01:00",
    },
    GPS: PLACE,
}
TOLD = {
    "make": "Kamera GmbH",
    "model": "Modell Ü",
    "lens": "35 mm f/2",
    "exposureTime": 0.004,
    "fNumber": 2.8,
    "iso": 400,
    "focalLength": 35,
    "takenAt": "2026-11-21T13:05:00+01:00",
}


def exif_of(tags):
    exif = Image.Exif()
    for tag, value in tags.items():
        if isinstance(value, dict):
            exif.get_ifd(tag).update(value)
        else:
            exif[tag] = value
    return exif


def told(tags, kind="JPEG"):
    return extracted(encoded(quarters(), kind, exif=exif_of(tags).tobytes())).extracted


def camera(**tags):
    return told({CAMERA: {int(tag[1:], 16): value for tag, value in tags.items()}}).get("exif")


def place(**tags):
    return told({GPS: PLACE | {int(tag[1:]): value for tag, value in tags.items()}}).get("gps")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "HEIC", "AVIF"])
def test_camera_exposure_time_and_place(kind):
    found = told(TAGS, kind)
    assert found["exif"] == TOLD
    assert found["gps"] == {"lat": 51.507222, "lng": -0.127758}


def test_of_a_tiff():
    data = encoded(quarters(), "TIFF", exif=exif_of(TAGS | {0x0110: "Modell"}).tobytes())
    assert extracted(data).extracted["exif"] == TOLD | {"model": "Modell"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "HEIC", "AVIF", "TIFF", "GIF"])
def test_nothing_is_told_where_there_is_none(kind):
    assert {"exif", "gps"}.isdisjoint(extracted(encoded(quarters(), kind)).extracted)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("  two  \t words \r\n", "two words"),
        ("a\0hidden", "a"),
        ("\x1b[31mred\u202e".encode(), "[31mred"),
        ("Straße".encode("latin-1"), "Straße"),
        ("x" * 5000, "x" * 100),
        ("   ", None),
        ("", None),
        ("\x00\x01\x02", None),
        (b"bytes \xff", "bytes ÿ"),
        ("<script>", "<script>"),
    ],
)
def test_texts_are_one_line_of_what_can_be_seen(written, seen):
    found = camera(tA434=written)
    assert (found or {}).get("lens") == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (IFDRational(1, 3), 0.333333),
        (IFDRational(0, 0), None),
        (IFDRational(1, 0), None),
        (IFDRational(0, 1), None),
    ],
)
def test_numbers_that_are_none(written, seen):
    assert (camera(t920A=written) or {}).get("focalLength") == seen


@pytest.mark.parametrize(("written", "seen"), [((100, 200), 100), ("400", None), (65535, 65535)])
def test_speeds(written, seen):
    assert (camera(t8827=written) or {}).get("iso") == seen


@pytest.mark.parametrize(
    ("tags", "seen"),
    [
        ({"t9003": "2026:11:21 13:05:00"}, "2026-11-21T13:05:00"),
        ({"t9004": "2026:11:21 13:05:00", "t9012": "-08:00"}, "2026-11-21T13:05:00-08:00"),
        ({"t9003": "0000:00:00 00:00:00", "t9004": "2026:11:21 13:05:00"}, "2026-11-21T13:05:00"),
        ({"t9003": "2026:11:21 13:05:00", "t9011": "   :  "}, "2026-11-21T13:05:00"),
        ({"t9003": "2026-11-21T13:05:00.25"}, "2026-11-21T13:05:00"),
        ({"t9003": "2026/1/2 3:05:00"}, "2026-01-02T03:05:00"),
        ({"t9003": "2026:02:30 13:05:00"}, None),
        ({"t9003": "    :  :     :  :  "}, None),
        ({"t9003": "yesterday"}, None),
        ({"t9011": "+01:00"}, None),
    ],
)
def test_the_instant_of_the_photo(tags, seen):
    assert (camera(**tags) or {}).get("takenAt") == seen


@pytest.mark.parametrize(
    ("tags", "seen"),
    [
        ({"t1": "S", "t3": "E"}, {"lat": -51.507222, "lng": 0.127758}),
        ({"t2": (51.5, 0.0, 0.0), "t4": (0.0, 0.0, 0.0)}, {"lat": 51.5, "lng": 0.0}),
        ({"t2": (91.0, 0.0, 0.0)}, None),
        ({"t2": (90.0, 0.0, 1.0)}, None),
        ({"t4": (180.0, 0.0, 1.0)}, None),
        ({"t2": (51.0, 61.0, 0.0)}, None),
        ({"t2": (51.0, 30.0, IFDRational(0, 0))}, None),
        ({"t1": "X"}, None),
        ({"t1": ""}, None),
        ({"t2": (1.0, 2.0, 3.0, 4.0)}, None),
    ],
)
def test_places(tags, seen):
    assert place(**tags) == seen


def test_a_place_without_its_sides_is_nowhere():
    assert "gps" not in told({GPS: {2: (51.0, 30.0, 26.0), 4: (0.0, 7.0, 39.93)}})


DAMAGED = [
    b"",
    b"II",
    b"II*\0\xff\xff\xff\xff",
    b"XX*\0\x08\0\0\0",
    # 65,535 entries that are not there.
    b"II*\0\x08\0\0\0\xff\xff",
    # The camera's tags lead to themselves, and beyond the end.
    b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", CAMERA, 4, 1, 8) + bytes(4),
    b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", GPS, 4, 1, 0xFFFFFFF0) + bytes(4),
    # An orientation of two gigabytes, one of no known type, and one that is text.
    b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, 3, 0x40000000, 8) + bytes(4),
    b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, 99, 1, 6) + bytes(4),
    b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HH4s", 0x0112, 2, b"\4\0\0\0") + b"six\0" + bytes(4),
]


@pytest.mark.parametrize("data", DAMAGED)
def test_damaged_exif_never_fails_an_image_that_decodes(data):
    found = extracted(with_exif(data)).extracted
    assert (found["width"], found["height"]) == (120, 80)
    assert {"exif", "gps"}.isdisjoint(found)
    assert alike(corners(thumbnail(with_exif(data)))[0], RED)


@pytest.mark.parametrize("kind", ["AVIF", "HEIC", "WebP"])
def test_exif_that_does_not_even_begin_right(kind):
    whole = encoded(quarters(), kind, exif=exif_of(TAGS).tobytes())
    at = whole.index(b"Kamera GmbH")
    at = max(whole.rfind(mark, 0, at) for mark in (b"II*\0", b"MM\0*"))
    found = extracted(whole[:at] + b"XX" + whole[at + 2 :]).extracted
    assert (found["width"], found["format"], "exif" in found) == (120, kind, False)


REAL = exif_of(TAGS).tobytes().removeprefix(b"Exif\0\0")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_becomes_of_exif_the_image_stays(data):
    broken = bytearray(REAL)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(REAL) - 1))] = data.draw(st.integers(0, 255))
    found = extracted(with_exif(bytes(broken[: data.draw(st.integers(1, len(REAL)))]))).extracted
    assert sorted((found["width"], found["height"])) == [80, 120]
