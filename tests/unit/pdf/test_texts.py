"""What comes out of PDFs, made fit to be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.pdf import boxes, texts


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("  indented  \t\r\n\r\nend", "indented\n\nend"),
        ("Übungsauf\x02gaben und unterschiedli\ufffechem", "Übungsaufgaben und unterschiedlichem"),
        ("nul\0, bell\a, feed\f, next\x85line, c1\x90, half\ud83d", "nul, bell, feed, next\nline, c1, half"),
        ("tab\tstays, 😀 \u200f too", "tab\tstays, 😀 \u200f too"),
        ("\x00\x01\r\n", ""),
    ],
)
def test_a_page(told, kept):
    assert texts.page(told) == kept


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("A title", "A title"),
        ("  over\r\ntwo \t lines ", "over two lines"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("Zoe\u0308 \ud800\x01", "Zoë"),
        ("عربي \u200fمن", "عربي \u200fمن"),
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 19 + "…"),
        (" \x00 ", None),
        ("", None),
    ],
)
def test_a_line_of_metadata(told, kept):
    assert texts.line(told, 20) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("short", "short"),
        ("word " * 5, "word word word word"),
        ("x" * 25, "x" * 20),
        ("a " + "x" * 25, "a " + "x" * 18),
    ],
)
def test_the_beginning_ends_with_a_word_where_it_can(text, kept):
    assert texts.beginning(text, 20) == kept


@given(st.text(), st.integers(0, 50))
def test_no_character_is_broken(text, most):
    kept = texts.cut(text.encode(), most)
    assert len(kept) <= most
    assert text.startswith(kept.decode())
    assert len(text.encode()) - len(kept) < 4 or len(kept) > most - 4


@given(st.text(st.characters()))
def test_whatever_comes_can_be_written_as_utf_8(text):
    for kept in (texts.page(text), texts.line(text, 40) or "x"):
        assert kept.encode().decode() == kept
        assert not any(character in kept for character in "\0\r\f\x1b")


@pytest.mark.parametrize(
    ("page", "pixels"),
    [
        ((595, 842), (71, 100)),
        ((842, 595), (100, 71)),
        ((1e30, 1e30), (100, 100)),
        ((1e-30, 1e-30), (100, 100)),
        ((14400, 0.001), (100, 1)),
        ((0, 842), None),
        ((-595, 842), None),
        ((float("nan"), 842), None),
        ((float("inf"), 842), None),
    ],
)
def test_the_pixels_of_a_page(page, pixels):
    assert boxes.fitted(page[0], page[1], 100) == pixels
