"""A content is what was promised, whatever its name says."""

import gzip
import random

import pytest

from processor.inspection import ends, kinds, libmagic
from tests.unit.inspection.conftest import judged, reason
from tests.unit.inspection.contents import CONTENTS, HTML, PDF, TEXTS, film, mpeg, office, picture, zipped

MISMATCH = "type_mismatch"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def is_foreign(promised: str, content: str) -> bool:
    """Texts are judged by other tests; and whatever is made of a ZIP is one."""
    return not (
        promised == content
        or (promised in TEXTS and content in TEXTS)
        or (promised == "application/zip" and kinds.is_zip(content))
    )


@pytest.mark.parametrize("name", CONTENTS)
def test_what_was_promised_passes(name):
    assert judged(name, CONTENTS[name]) == name


@pytest.mark.parametrize("promised", CONTENTS)
def test_what_is_another_type_is_refused(promised):
    others = {name: judged(promised, CONTENTS[name]) for name in CONTENTS if is_foreign(promised, name)}
    assert others == dict.fromkeys(others, MISMATCH)
    assert len(others) > len(CONTENTS) / 2


@pytest.mark.parametrize("name", [name for name in CONTENTS if kinds.is_zip(name)])
def test_what_is_made_of_a_zip_is_one(name):
    assert judged("application/zip", CONTENTS[name]) == "application/zip"


def test_the_reason_names_both_types_and_nothing_of_the_content():
    told = "The content is of type application/pdf, not image/png as was promised."
    assert reason("image/png", PDF) == told
    assert reason("image/png", random.Random(1).randbytes(5000)) == "The content is not image/png as was promised."


@pytest.mark.parametrize("promised", [name for name in CONTENTS if name not in TEXTS])
def test_noise_is_nothing(promised):
    assert judged(promised, b"\x8a" + random.Random(2).randbytes(5000)) == MISMATCH


@pytest.mark.parametrize(
    ("promised", "content"),
    [
        ("image/jpeg", picture("JPEG", progressive=True)),
        ("image/tiff", b"MM\x00*\x00\x00\x00\x08" + bytes(40)),
        ("image/tiff", b"II+\x00\x08\x00\x00\x00\x10" + bytes(40)),
        ("image/gif", b"GIF87a" + picture("GIF")[6:]),
        ("image/heic", film("mif1", "heic", "mif1")),
        ("image/heic", film("heix", "mif1")),
        ("image/heic", film("mif1", "miaf")),
        ("image/heif", film("heic", "mif1")),
        ("image/heif", film("mif1", "avif")),
        ("image/avif", film("mif1", "avif", "miaf")),
        ("image/avif", film("avis", "avif")),
        ("video/mp4", film("mp42", "isom")),
        ("video/mp4", film("iso6", "dash")),
        ("video/mp4", film("3gp5", "isom")),
        ("video/mp4", film("XAVC", "mp42")),
        ("video/mp4", film("M4V ", "mp42")),
        ("audio/mpeg", mpeg()),
        ("audio/mpeg", bytes(1000) + mpeg()),
        ("audio/mpeg", (b"\xff\xf3\x40\xc4" + bytes(188)) * 6),
        ("audio/mpeg", b"ID3\x02\x00\x00\x00\x00\x00\x0aTT2" + bytes(30)),
        ("audio/wav", b"RF64\xff\xff\xff\xffWAVEds64" + bytes(40)),
        ("application/pdf", b"\xef\xbb\xbf" + PDF),
        ("application/pdf", b"\n\n" + PDF),
        ("application/pdf", b"a line that a mailer left\n" + PDF),
        ("application/zip", zipped()),
        ("application/zip", zipped("a", comment=b"a comment")),
    ],
)
def test_kinds_of_one_type(promised, content):
    assert judged(promised, content) == promised


@pytest.mark.parametrize(
    ("promised", "content"),
    [
        ("video/mp4", film("qt  ")),
        ("video/mp4", film("heic", "mif1")),
        ("image/heic", film("isom", "mp42")),
        ("image/heic", film("avif", "mif1")),
        ("image/heic", film("crx ", "isom")),
        (DOCX, office("xl")),
        (DOCX, zipped("word/document.xml")),
        (DOCX, zipped("[Content_Types].xml")),
        ("audio/mpeg", b"ID3,name\n1,2\n"),
        ("audio/mpeg", bytes(5000) + mpeg()),
        ("audio/mpeg", bytes(10) + mpeg(2) + bytes(100)),
    ],
)
def test_kinds_of_another(promised, content):
    assert judged(promised, content) == MISMATCH


@pytest.mark.parametrize("length", [1, 3, 8])
@pytest.mark.parametrize("name", ["image/png", "application/zip"])
def test_a_beginning_is_no_file(name, length):
    assert judged(name, CONTENTS[name][:length]) == "truncated"


@pytest.mark.parametrize("name", ["image/png", "image/jpeg", "image/gif", "application/pdf", "application/zip"])
def test_another_short_file_is_not_called_truncated(name):
    assert judged(name, b"hello") == MISMATCH


def test_an_empty_file():
    assert {judged(name, b"") for name in CONTENTS} == {"empty"}


@pytest.mark.parametrize("cut", [100, 12])
def test_an_archive_without_its_end_is_truncated(cut):
    assert judged("application/zip", zipped("a.txt", "b.txt")[:-cut]) == "truncated"


def test_who_promises_nothing_gets_what_it_is():
    for name in ("image/jpeg", "application/pdf", "text/html"):
        assert judged("application/octet-stream", CONTENTS[name]) == name
    assert judged("application/octet-stream", random.Random(3).randbytes(500)) == "application/octet-stream"


UNKNOWN_TO_US = "application/x-drawing"


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x", mtime=0), b"a drawing", zipped("a"), random.Random(4).randbytes(500)]
)
def test_a_type_that_nobody_knows_is_taken_by_its_word(content):
    assert judged(UNKNOWN_TO_US, content) == UNKNOWN_TO_US


@pytest.mark.parametrize("content", [PDF, HTML, picture("PNG"), b"#!/bin/sh\nrm -rf /\n", b"<?php phpinfo(); ?>"])
def test_unless_it_certainly_is_another(content):
    assert judged(UNKNOWN_TO_US, content) == MISMATCH


def test_each_is_told_by_its_content():
    told = {name: kinds.told(ends.of(CONTENTS[name]), libmagic.media_type) for name in CONTENTS if name not in TEXTS}
    assert told == {name: name for name in told}
