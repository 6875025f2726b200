"""What documents tell, read by the real library, each part of it once in a process of its own."""

from datetime import UTC, datetime

import pytest

from processor.pdf.reading import Damaged, Locked
from tests.unit.pdf import documents
from tests.unit.pdf.documents import document, objects, stream, string, text, written

TALL, WIDE = (848, 1200), (1200, 848)


def size(facts):
    return (facts.picture.width, facts.picture.height) if facts.picture else None


def dark(picture):
    """The share of the picture that is not white."""
    return sum(byte < 128 for byte in picture.bgr) / len(picture.bgr)


def test_pages_metadata_text_and_picture(read):
    dates = "/CreationDate (D:20220403193102+02'00') /ModDate (D:20230623063933Z)"
    facts = read(document(text("Hello", "World"), text("Second"), info=f"/Title (A title) /Author (Zo\\353) {dates}"))
    assert (facts.page_count, facts.title, facts.author, facts.encrypted) == (2, "A title", "Zoë", False)
    assert facts.created == datetime(2022, 4, 3, 17, 31, 2, tzinfo=UTC)
    assert facts.modified == datetime(2023, 6, 23, 6, 39, 33, tzinfo=UTC)
    assert (facts.text, facts.truncated) == (b"Hello\nWorld\fSecond\f", False)
    assert size(facts) == TALL
    assert len(facts.picture.bgr) == 3 * 848 * 1200
    assert 0.001 < dark(facts.picture) < 0.1


def test_what_is_not_there_is_none(read):
    facts = read(document(b""))
    assert (facts.title, facts.author, facts.created, facts.modified) == (None,) * 4
    assert (facts.text, facts.truncated, dark(facts.picture)) == (b"\f", False, 0)


def test_metadata_of_any_script_without_what_does_harm(read):
    facts = read(document(text("x"), info=f"/Title {string('عربي 😀' + chr(0xD800) + chr(1) + ' 漢字')}"))
    assert facts.title == "عربي 😀\ufffd 漢字"


def test_the_text_of_any_script(read):
    """The font says what its codes mean; one of them means two letters. What is drawn is read from the right."""
    codes = "<41> <0639> <42> <0631> <43> <D83DDE00> <44> <06440627>"
    table = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 4 beginbfchar {codes} endbfchar endcmap"
    made = objects([b"BT /F1 24 Tf 72 720 Td (CBDA) Tj ET"])
    made[3] = made[3][:-2] + b"/ToUnicode 7 0 R >>"
    made[7] = stream(table.encode())
    assert read(written(made)).text.decode() == "علار😀\f"


@pytest.mark.parametrize(
    ("box", "pixels"),
    [
        ("0 0 595 842", TALL),
        ("0 0 842 595", WIDE),
        ("595 842 0 0", TALL),
        ("0 0 999999999 999999999", (1200, 1200)),
        ("0 0 1e30 1e30", (927, 1200)),
        ("0 0 0 0", (927, 1200)),
        ("0 0 /a (b)", (927, 1200)),
        ("0 0 14400 0.001", (1200, 1)),
        ("1000000 1000000 1000595 1000842", TALL),
    ],
)
def test_page_boxes(read_here, box, pixels):
    """A box that is none is US Letter to PDFium."""
    facts = read_here(document(text("x"), box=box))
    assert (facts.page_count, size(facts)) == (1, pixels)


def test_a_page_is_seen_upright(read_here):
    assert size(read_here(document(text("x"), page="/Rotate 90"))) == WIDE


def test_what_was_entered_into_a_form_is_seen(read):
    made = objects([b""], catalog="/AcroForm << /Fields [7 0 R] >>", page="/Annots [7 0 R]")
    made[7] = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /F 4 /Rect [100 100 400 400] /AP << /N 8 0 R >> >>"
    )
    made[8] = stream(b"0 0 300 300 re f", "/Type /XObject /Subtype /Form /BBox [0 0 300 300]")
    assert 0.1 < dark(read(written(made)).picture) < 0.3


def test_a_password_locks_it(read_here):
    with pytest.raises(Locked):
        read_here(documents.encrypted(text("secret"), user=b"pass"))


def test_a_handler_that_nobody_knows_locks_it(read_here):
    known = documents.encrypted(text("secret"), user=b"")
    with pytest.raises(Locked):
        read_here(known.replace(b"/Filter /Standard", b"/Filter /Certific"))


def test_an_owners_password_does_not(read):
    facts = read(documents.encrypted(text("readable"), user=b"", info=("Title", b"Owned")))
    assert (facts.encrypted, facts.title, facts.text) == (True, "Owned", b"readable\f")


WHOLE = document(text("a page"), text("another"))


@pytest.mark.parametrize(
    "damaged",
    [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(5000), b"GIF89a" + bytes(100), document(), WHOLE[:200]],
    ids=["empty", "header", "zeros", "another type", "no pages", "cut off"],
)
def test_no_document(read_here, damaged):
    with pytest.raises(Damaged):
        read_here(damaged)


def test_a_table_of_objects_that_is_lost_is_made_up_for(read_here):
    assert read_here(WHOLE[: WHOLE.rindex(b"xref\n0")] + b"trailer << /Root 1 0 R >>").text == b"a page\fanother\f"


def test_a_page_that_is_lost_costs_that_page(read_here):
    made = objects([text("one"), text("two"), text("three")])
    made[7] = b"null"
    facts = read_here(written(made))
    assert facts.text.replace(b"\f", b"") == b"onethree"
    assert size(facts) == TALL


@pytest.mark.parametrize("count", [-5, 0, 2_147_483_647])
def test_pages_are_counted_not_believed(read_here, count):
    made = objects([text("one")])
    made[2] = b"<< /Type /Pages /Kids [5 0 R] /Count %d >>" % count
    assert read_here(written(made)).page_count == 1


def test_text_has_its_bounds(read_here):
    pages = [text("0123456789")] * 9
    everything = read_here(document(*pages))
    assert (len(everything.text), everything.truncated) == (99, False)
    few = read_here(document(*pages), max_pages=3)
    assert (few.page_count, len(few.text), few.truncated) == (9, 33, True)
    short = read_here(document(*pages), text_bytes=15)
    assert (short.text, short.truncated) == (b"0123456789\f0123", True)
    late = read_here(document(*pages), text_seconds=0)
    assert (late.page_count, late.text, late.truncated, size(late)) == (9, b"", True, TALL)
