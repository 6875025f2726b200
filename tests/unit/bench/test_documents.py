"""The bench of PDFs from end to end, once each; whatever it measures, no time is asserted."""

import importlib.util

from bench.processing import documents
from tests.unit.pdf.conftest import read
from tests.unit.pdf.documents import document, text

__all__ = ["read"]


def test_all_of_it(capsys):
    documents.measure(1, {"tiny": document(text("Hello"))})
    told = capsys.readouterr().out
    for row in (documents.INLET, documents.PDFIUM):
        assert f"\n| tiny, {row} " in told
    assert "× a script of pypdfium2" in told
    measured = f"\n| tiny, {documents.MUPDF} " in told
    assert measured == bool(importlib.util.find_spec("pymupdf"))
    assert ("not installed here, so not measured: PyMuPDF" in told) != measured


def test_the_documents_are_what_their_names_say(read):
    letter, book = documents.generated().values()
    assert (read(letter).page_count, read(book, max_pages=1).page_count) == (1, 100)
    assert read(letter).text.count(b"\n") == 59
