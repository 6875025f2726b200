"""Encodings told from bytes."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.files.extraction import Failed
from processor.table import decoding
from processor.table.decoding import PIECE_BYTES, Decoding

TEXT = "name,city\nZoë,Köln\nAna,Málaga – 5 €\n"


def decode(raw, block_bytes=1 << 20):
    one = Decoding(raw[start : start + block_bytes] for start in range(0, len(raw), block_bytes))
    return "".join(one.pieces()), one


CASES = [
    # bytes                                                encoding       mark
    (b"a,b\n1,2\n", "utf-8", False),
    (TEXT.encode(), "utf-8", False),
    (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", True),
    (codecs.BOM_UTF8 + b"a,b\n", "utf-8", True),
    (TEXT.encode("cp1252"), "windows-1252", False),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", True),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", True),
    (TEXT.encode("utf-16-le"), "utf-16-le", False),
    (TEXT.encode("utf-16-be"), "utf-16-be", False),
    (codecs.BOM_UTF16_LE + "名前,都市\n".encode("utf-16-le"), "utf-16-le", True),
    (codecs.BOM_UTF16_LE, "utf-16-le", True),
    (b"", "utf-8", False),
]


@pytest.mark.parametrize(("raw", "encoding", "mark"), CASES)
@pytest.mark.parametrize("block_bytes", [1, 3, 1 << 20])
def test_what_encoding_it_is(raw, encoding, mark, block_bytes):
    text, one = decode(raw, block_bytes)
    assert (one.encoding, one.byte_order_mark, one.replaced) == (encoding, mark, 0)
    assert text == raw.decode(encoding).removeprefix("\ufeff")


LATE = b"a,b\n" * PIECE_BYTES


@pytest.mark.parametrize(
    ("tail", "encoding"), [("Zoë,ü\n".encode(), "utf-8"), ("Zoë,ü\n".encode("cp1252"), "windows-1252")]
)
def test_what_comes_late_decides_as_well(tail, encoding):
    text, one = decode(LATE + tail)
    assert one.encoding == encoding
    assert text.endswith("Zoë,ü\n")
    assert len(text) == len(LATE) + 6


@pytest.mark.parametrize("cut", range(1, 4))
def test_a_character_that_is_cut_by_the_end_of_a_piece_decides_nothing_wrong(cut):
    character = "\N{GRINNING FACE}".encode()
    start = b"x" * (PIECE_BYTES - cut)
    text, one = decode(start + character + b"\n")
    assert (one.encoding, one.replaced) == ("utf-8", 0)
    assert text.endswith("\N{GRINNING FACE}\n")


def test_text_that_is_mostly_utf_8_is_damaged_utf_8():
    text, one = decode("Zoë,Köln,Málaga\n".encode() + b"\xff,x\n")
    assert (one.encoding, one.replaced) == ("utf-8", 1)
    assert text == "Zoë,Köln,Málaga\n\N{REPLACEMENT CHARACTER},x\n"


def test_a_character_that_is_cut_by_the_end_of_the_file_is_counted():
    text, one = decode("Zoë,Köln\nMü".encode()[:-1])
    assert (text, one.replaced) == ("Zoë,Köln\nM\N{REPLACEMENT CHARACTER}", 1)


def test_bytes_that_windows_1252_has_no_character_for_are_counted():
    text, one = decode(b"caf\xe9,\x81\n")
    assert (text, one.encoding, one.replaced) == ("café,\N{REPLACEMENT CHARACTER}\n", "windows-1252", 1)


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_named(encoding):
    with pytest.raises(Failed) as failed:
        decode("\ufeffa,b\n".encode(encoding))
    assert failed.value.code == "unknown_encoding"


@given(st.binary(max_size=200), st.integers(1, 50))
def test_whatever_comes_is_text_or_refused(raw, block_bytes):
    """In blocks of any size, the same."""
    try:
        text, one = decode(raw, block_bytes)
    except Failed:
        return
    text.encode("utf-8")
    assert one.encoding in (decoding.UTF_8, decoding.UTF_16_LE, decoding.UTF_16_BE, decoding.WINDOWS)
    assert text == decode(raw)[0]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")), st.integers(1, 9))
def test_what_is_utf_8_is_read_as_such(text, block_bytes):
    assert decode(text.encode(), block_bytes)[0] == text
