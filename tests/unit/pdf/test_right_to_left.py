"""Letters that run from right to left come out as they are read, however they were stored."""

from hypothesis import given
from hypothesis import strategies as st

from processor.pdf import right_to_left
from processor.pdf.right_to_left import Glyph

WORD = "שלום"


def placed(text, places):
    return [Glyph(character, x) for character, x in zip(text, places, strict=True)]


def test_other_text_is_no_concern():
    assert not right_to_left.concerns("Zoë, Ωμέγα, Жук, 漢字 😀")
    assert right_to_left.concerns(f"a {WORD}")


def test_what_pdfium_turned_rightly_stays():
    assert right_to_left.reordered(placed(WORD, [4, 3, 2, 1])) == WORD


def test_what_pdfium_turned_wrongly_is_turned_back():
    assert right_to_left.reordered(placed(WORD[::-1], [1, 2, 3, 4])) == WORD


def test_the_letters_of_one_glyph_are_turned_back():
    """As typesetters write a ligature, or a whole word as one glyph's meaning."""
    assert right_to_left.reordered(placed(WORD[::-1], [7, 7, 7, 7])) == WORD
    told = placed("س" + "الا"[::-1] + "م", [9, 5, 5, 5, 1])
    assert right_to_left.reordered(told) == "س" + "الا" + "م"


def test_marks_stay_behind_their_letters():
    assert right_to_left.reordered(placed("حَب", [9, 9, 5])) == "حَب"
    assert right_to_left.reordered(placed("َحب", [9, 9, 5])) == "حَب"


def test_words_of_a_line_are_turned_together():
    text = f"{WORD} עולם"
    assert right_to_left.reordered(placed(text[::-1], range(len(text)))) == text


def test_digits_and_other_scripts_keep_their_order():
    told = placed(f"Room ٤٢ {WORD[::-1]} end", [*range(8), *range(20, 24), *range(30, 34)])
    assert right_to_left.reordered(told) == f"Room ٤٢ {WORD} end"


@given(st.lists(st.builds(Glyph, st.sampled_from(f"ab 1٤{WORD}حَبي\n(),"), st.floats(0, 5))))
def test_no_character_is_lost_or_made_up(told):
    assert sorted(right_to_left.reordered(told)) == sorted(glyph.character for glyph in told)
