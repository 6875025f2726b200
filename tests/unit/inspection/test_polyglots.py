"""What is two things at once is neither."""

import random
import struct
import zipfile
from io import BytesIO

import pytest

from processor.inspection import archives, ends
from tests.unit.inspection.conftest import judged, reason
from tests.unit.inspection.contents import CONTENTS, ELF, HTML, IMAGES, PDF, PE, PHP, film, mpeg, picture, zipped

POLYGLOT = "polyglot"
ARCHIVE = zipped("a.html", "b.txt")
FAR = random.Random(7).randbytes(300_000)
BINARIES = [*IMAGES, "application/pdf", "video/mp4", "audio/mpeg", "audio/wav"]


def commented(jpeg: bytes, comment: bytes) -> bytes:
    """A JPEG with a comment segment right behind its start."""
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


@pytest.mark.parametrize("name", BINARIES)
@pytest.mark.parametrize(
    "behind",
    [ARCHIVE, zipped("a", comment=b"c" * 65_535), ARCHIVE + b"\xff\xd9", zipped("a") + b"\n%%EOF\n", FAR + ARCHIVE],
    ids=["plain", "long comment", "trailer", "pdf trailer", "far behind"],
)
def test_with_an_archive_behind(name, behind):
    both = CONTENTS[name] + behind
    assert zipfile.is_zipfile(BytesIO(both))
    assert judged(name, both) == POLYGLOT


def test_an_archive_too_large_to_be_seen_whole():
    many = zipped(*(f"a/long/folder/and/a/file/number/{number}.txt" for number in range(2500)))
    both = picture("JPEG") + many
    directory = archives.directory(ends.of(both))
    assert directory is not None
    assert directory.entries == 2500
    assert judged("image/jpeg", both) == POLYGLOT


def test_the_reason_names_both():
    assert reason("image/jpeg", picture("JPEG") + ARCHIVE) == (
        "The content is image/jpeg and also a ZIP archive; a file must be one thing only."
    )


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize(
    "second", [HTML, PHP, ELF, PE, b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00\x04", b"<svg onload=x()>"]
)
def test_an_image_with_something_behind(name, second):
    assert judged(name, CONTENTS[name] + second) == POLYGLOT
    assert judged(name, CONTENTS[name] + FAR + second) == POLYGLOT


@pytest.mark.parametrize("second", [HTML, PHP, b"<Html\n>", b"<script>", b"%PDF-1.4"])
def test_a_jpeg_with_something_in_a_comment(second):
    assert judged("image/jpeg", commented(picture("JPEG"), second)) == POLYGLOT


@pytest.mark.parametrize(
    "start",
    [b"GIF89a/*" + picture("GIF")[8:], b"\xff\xd8\xff\xe0/*" + bytes(0x2F2A - 2) + picture("JPEG")[2:]],
)
def test_a_picture_that_is_a_script(start):
    name = "image/gif" if start.startswith(b"GIF") else "image/jpeg"
    assert judged(name, start) == name
    assert judged(name, start + b"*/=1;alert(1)//") == POLYGLOT


@pytest.mark.parametrize(
    "both",
    [
        HTML + b"\n" + PDF,
        PDF[:9] + HTML + PDF[9:],
        PDF + HTML,
        PDF + PHP,
        PDF + PE,
        b"#!/bin/sh\nexit\n" + PDF,
    ],
)
def test_a_pdf_with_something_beside(both):
    assert judged("application/pdf", both) in {POLYGLOT, "type_mismatch"}


LONG_PDF = PDF.replace(b"trailer", b" " * 2000 + b"trailer")


@pytest.mark.parametrize(
    "both", [PDF[:9] + HTML + PDF[9:], PDF + HTML, PDF + PE, LONG_PDF + HTML, LONG_PDF + PHP, LONG_PDF + LONG_PDF + ELF]
)
def test_a_pdf_that_stays_one(both):
    assert judged("application/pdf", both) == POLYGLOT


@pytest.mark.parametrize("start", [ELF, PE, HTML, CONTENTS["application/zip"], picture("GIF"), b"#!/bin/sh\n"])
def test_a_pdf_whose_mark_comes_later(start):
    """Readers take it for a PDF as long as its mark stands in the first kilobyte."""
    assert judged("application/pdf", start[:900] + PDF) in {POLYGLOT, "type_mismatch"}


@pytest.mark.parametrize("name", ["image/png", "audio/mpeg", "video/mp4", "application/zip"])
def test_with_a_pdf_in_front(name):
    content = CONTENTS[name]
    assert judged(name, content[:30] + b"%PDF-1.7\n" + content[30:]) in {POLYGLOT, "type_mismatch"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("image/jpeg", picture("JPEG") + bytes(4096)),  # padding
        ("image/jpeg", picture("JPEG") + film("mp42", "isom") + FAR),  # a moving photo
        ("image/jpeg", picture("JPEG") + picture("JPEG")),  # several pictures in one
        ("image/jpeg", picture("JPEG") + b"SEFH" + FAR[:200] + b"SEFT"),  # a maker's trailer
        ("image/jpeg", commented(picture("JPEG"), b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta>")),
        ("image/jpeg", picture("JPEG") + b"PK\x05\x06" + bytes(18)),  # an archive of nothing opens nothing
        ("image/jpeg", picture("JPEG") + b"PK\x05\x06" + b"\xaa" * 18),
        ("image/jpeg", picture("JPEG") + b"PK\x05\x06"),
        ("image/png", picture("PNG") + b"\n"),
        ("application/pdf", PDF + b"\r\n" * 20),
        ("application/pdf", PDF + PDF),  # a later update
        ("application/pdf", PDF.replace(b"trailer", b" " * 1200 + b"(how to write <html>) Tj\n" + b"trailer")),
        ("audio/mpeg", b"ID3\x03\x00\x00\x00\x00\x20\x00COMM<p>notes</p><script>" + bytes(4000) + mpeg()),
        ("application/zip", zipped("a.html")),
    ],
)
def test_what_only_looks_like_two(name, content):
    assert judged(name, content) == name
