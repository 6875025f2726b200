"""The hostile files: what they say they are, how they are made, and what has to come of them, task by task."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from tests.hostile import archives, documents, pictures
from tests.scanner.conftest import EICAR, nested, pdf_with, zipped
from tests.unit.image.pictures import encoded, gif_of, png_of, quarters, webp_of, with_exif
from tests.unit.inspection.contents import CSV, HTML
from tests.unit.pdf.documents import document, text
from tests.unit.pdf.documents import nested as nested_forms
from tests.unit.table.hostile import TABLES

JPEG, PNG, GIF, WEBP, TIFF = "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"
PDF, TABLE, TEXT, ZIP, GZIP = "application/pdf", "text/csv", "text/plain", "application/zip", "application/gzip"

OK, INFECTED, POLYGLOT = "ok", "infected: infected", "refused: polyglot"
DAMAGED, COMPLEX, PIXELS = "failed: damaged", "failed: too_complex", "failed: too_many_pixels"
UNSCANNED = "refused: too_complex_to_scan"


@dataclass(frozen=True)
class Case:
    """A file of `media_type`, which is made in blocks; `outcomes` are those of the functions that it is given to.

    Extractors read also what inspection or scan refuse: they must bear it, too.
    """

    name: str
    media_type: str
    made: Callable[[], Iterable[bytes]]
    outcomes: dict[str, str]


def _case(name: str, media_type: str, made: Callable[[], bytes | Iterable[bytes]], **outcomes: str) -> Case:
    def blocks() -> Iterable[bytes]:
        content = made()
        return [content] if isinstance(content, bytes) else content

    return Case(name, media_type, blocks, {"inspect": OK, "scan": OK} | outcomes)


def _half(kind: str) -> bytes:
    return pictures.cut(encoded(quarters(), kind))


def _jpeg() -> bytes:
    return encoded(quarters(), "JPEG")


IMAGES = [
    _case("PNG of 400 million pixels", PNG, lambda: pictures.png(pictures.BEYOND), image=PIXELS),
    _case("PNG that claims 2³¹ × 2³¹", PNG, lambda: png_of(2**31 - 1, 2**31 - 1), image=PIXELS),
    _case("PNG of 100 million pixels with alpha", PNG, lambda: pictures.png(pictures.ALLOWED, 4), image=OK),
    _case(
        "PNG whose colour profile inflates to 1 GB", PNG, lambda: pictures.inflating(b"iCCP", b"a\0\0"), image=DAMAGED
    ),
    _case("PNG of 8 million chunks", PNG, lambda: pictures.chunks(b"prVt"), image=COMPLEX),
    _case("GIF that claims 65,535 × 65,535", GIF, lambda: gif_of(65_535, 65_535), image=PIXELS),
    _case("GIF, 1,000 frames of 100 million pixels", GIF, lambda: pictures.gif(pictures.ALLOWED, 1000), image=OK),
    _case("GIF of 20 million comments", GIF, pictures.comments, image=COMPLEX),
    _case("GIF with 99 MB of nothing", GIF, pictures.gif_junk, image=COMPLEX),
    _case("WebP of 16,383 × 16,383 in 32 bytes", WEBP, lambda: webp_of(16_383, 16_383), image=PIXELS),
    _case("WebP, 1,000 frames of 100 million pixels", WEBP, lambda: pictures.webp(pictures.ALLOWED, 1000), image=OK),
    _case("WebP with 98 MB of EXIF", WEBP, lambda: pictures.exif(98_000_000), image=OK),
    _case("JPEG of 120 passes over 100 million pixels", JPEG, lambda: pictures.passes(pictures.ALLOWED, 120), image=OK),
    _case("JPEG of 25 million segments", JPEG, lambda: pictures.segments(b"\xff\xe5\0\2"), image=COMPLEX),
    _case("JPEG of 99 MB of filling", JPEG, lambda: pictures.segments(b"\xff"), image=COMPLEX),
    _case("JPEG, 5,000 tags of the same EXIF", JPEG, lambda: with_exif(pictures.exif_directory()), image=OK),
    _case("TIFF, 60,000 tags of the same bytes", TIFF, lambda: pictures.directory(90_000), image=OK),
    _case("TIFF of 12 million strips", TIFF, lambda: pictures.strips(12_000_000), image=COMPLEX),
    _case("JPEG that is also a ZIP", JPEG, lambda: _jpeg() + zipped({"a.txt": b"hello"}), inspect=POLYGLOT, image=OK),
    _case("JPEG that is also HTML", JPEG, lambda: _jpeg() + HTML, inspect=POLYGLOT, image=OK),
    *(
        _case(f"{kind}, cut in half", type_, partial(_half, kind), image=DAMAGED)
        for kind, type_ in (("JPEG", JPEG), ("PNG", PNG), ("GIF", GIF), ("WebP", WEBP), ("TIFF", TIFF))
    ),
]
DOCUMENTS = [
    _case("PDF, pages of 10⁹ × 10⁹", PDF, documents.boxes, pdf=OK),
    _case("PDF, 500,000 times one page", PDF, lambda: documents.kids(500_000), pdf=OK),
    _case("PDF, forms that draw each other", PDF, documents.forms, pdf=COMPLEX),
    _case("PDF, 3²⁰ forms", PDF, lambda: nested_forms(20, 3), pdf=COMPLEX),
    _case("PDF, a page of 2 GB", PDF, lambda: documents.inflating(2048), pdf=COMPLEX),
    _case("PDF, a page of 4 GB, deflated three times", PDF, lambda: documents.inflating(4096, 3), pdf=COMPLEX),
    _case("PDF, 10 million lines", PDF, lambda: documents.drawn(10_000_000), pdf=COMPLEX),
    _case("PDF, a picture of 60,000 × 60,000", PDF, lambda: documents.picture(60_000), pdf=OK),
    _case("PDF, a JPEG of 65,000 × 65,000", PDF, documents.large_jpeg, pdf=OK),
    _case("PDF, tiles smaller than pixels", PDF, documents.tiled, pdf=COMPLEX),
    _case("PDF, 1,000 pages of 100,000 words", PDF, lambda: documents.words(1000), pdf=OK),
    _case("PDF, 200 MB of objects without end", PDF, documents.unreadable, pdf=DAMAGED),
    _case("PDF, a title of 50 MB", PDF, lambda: document(text("x"), info=f"/Title ({'x' * 50_000_000})"), pdf=OK),
    _case("PDF, cut in half", PDF, lambda: pictures.cut(document(*[text("x" * 40)] * 20)), pdf=DAMAGED),
]
TABLES_AND_TEXTS = [
    _case("CSV, a line of 100 MB", TABLE, TABLES["a line of 100 MB"], table="failed: record_too_long"),
    _case("CSV, 100,000 columns", TABLE, TABLES["100,000 columns"], table=OK),
    _case(
        "CSV, a quote that nobody closes", TABLE, TABLES["a quote that nobody closes"], table="failed: record_too_long"
    ),
    _case("CSV, quotes only", TABLE, TABLES["quotes only"], table="failed: record_too_long"),
    _case("CSV, short rows under a wide header", TABLE, TABLES["short rows under a wide header"], table=OK),
    _case("CSV, cut off in a quote", TABLE, lambda: CSV + b'a;"b\nc', table=OK),
    _case("text, a line of 100 MB", TEXT, TABLES["a line of 100 MB"], text=OK),
    _case("text, 100 million lines", TEXT, lambda: [b"\n" * (1 << 20)] * 100, text=OK),
]
ARCHIVES = [
    _case("ZIP, 20 deep", ZIP, lambda: nested(b"hello", 20), scan=UNSCANNED),
    _case("as 42.zip: 16⁵ × 3 GiB", ZIP, lambda: archives.layers(5, 16), scan=UNSCANNED),
    _case("ZIP, 1,000 times the same 3 GiB", ZIP, lambda: archives.overlapping(1000), scan=UNSCANNED),
    _case("gzip of 8 GiB", GZIP, lambda: archives.gzipped(8 << 10), scan=UNSCANNED),
    _case("ZIP, cut in half", ZIP, lambda: pictures.cut(zipped({"a": b"x" * 99})), inspect="refused: truncated"),
    _case("EICAR", TEXT, lambda: EICAR, scan=INFECTED),
    _case("EICAR, zipped", ZIP, lambda: zipped({"a.com": EICAR}), scan=INFECTED),
    _case("EICAR, zipped ten times", ZIP, lambda: nested(EICAR, 10), scan=INFECTED),
    _case("EICAR, compressed", GZIP, lambda: gzip.compress(EICAR), scan=INFECTED),
    _case("EICAR, attached to a PDF", PDF, lambda: pdf_with(EICAR), scan=INFECTED, pdf=OK),
]
CASES = [*IMAGES, *DOCUMENTS, *TABLES_AND_TEXTS, *ARCHIVES]
