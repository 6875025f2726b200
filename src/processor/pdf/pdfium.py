"""PDFium, as far as it is needed here: a document's facts, the text of a page, and how a page looks.

The bindings themselves rather than pypdfium2's classes: those take a third of the time to import, for what a process
that reads one document and ends does not need. Whatever is called here may crash, hang or take all memory there is.
"""

import codecs
import ctypes
import math
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2_raw as pdfium

from processor.pdf import boxes, right_to_left

# A title that is longer is none.
_METADATA_BYTES = 1 << 20
_WHITE = 0xFFFFFFFF
_NO_HANDLER = -1
_TURNED = re.compile("([\udc00-\udfff])([\ud800-\udbff])")

# Python looks for a codec's module when it is first used: too late where no file can be opened any more.
codecs.lookup("utf-16-le")


class Damaged(Exception):
    """These bytes are no document that PDFium could make sense of."""


class Locked(Exception):
    """The document opens with a password or a certificate only."""


@dataclass(frozen=True)
class Pixels:
    """A page as it looks: rows of blue, green and red bytes, without anything between them."""

    width: int
    height: int
    bgr: bytes


@dataclass(frozen=True)
class Document:
    """An open document. It is closed when its process ends; until then PDFium reads `content`."""

    handle: Any
    page_count: int
    content: Any

    @property
    def encrypted(self) -> bool:
        """Whether it is encrypted, though nobody is asked for a password: it forbids some uses."""
        return bool(pdfium.FPDF_GetSecurityHandlerRevision(self.handle) != _NO_HANDLER)

    def told(self, name: str) -> str:
        """What the document's information says of itself: "Title", "CreationDate". Empty when it says nothing."""
        key = name.encode() + b"\0"
        size = pdfium.FPDF_GetMetaText(self.handle, key, None, 0)
        if not 0 < size <= _METADATA_BYTES:
            return ""
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_GetMetaText(self.handle, key, buffer, size)
        return buffer.raw[: size - 2].decode("utf-16-le", "replace")

    def text(self, index: int) -> str | None:
        """The text within the bounds of a page, as PDFium tells it; None when there is no such page to be read."""
        with _page(self.handle, index) as page:
            return _text(page) if page else None

    def look(self, index: int, longest: int) -> Pixels | None:
        """A page with its longer edge of `longest` pixels; None when it cannot be drawn."""
        with _page(self.handle, index) as page:
            return _drawn(self.handle, page, longest) if page else None


def mapped(file: BinaryIO) -> mmap.mmap | None:
    """A file as memory, of which the system fetches what is read; None when it is empty."""
    try:
        # A private mapping: ctypes lends out none that is read-only.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except ValueError:
        return None


def opened(memory: mmap.mmap | None) -> Document:
    """The document in what `mapped` gave. Raises Damaged, Locked."""
    if memory is None:
        raise Damaged
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))
    content = (ctypes.c_char * len(memory)).from_buffer(memory)
    handle = pdfium.FPDF_LoadMemDocument64(content, len(memory), None)
    if not handle:
        error = pdfium.FPDF_GetLastError()
        raise Locked if error in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY} else Damaged
    count = pdfium.FPDF_GetPageCount(handle)
    if count < 1:
        raise Damaged
    return Document(handle, count, content)


@contextmanager
def _page(document: Any, index: int) -> Iterator[Any]:
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _text(page: Any) -> str | None:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return None
    try:
        text = _within(text_page, _bounds(page))
        if right_to_left.concerns(text):
            text = _whole(right_to_left.reordered(_glyphs(text_page)))
        return text
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _bounds(page: Any) -> tuple[float, float, float, float]:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return -math.inf, math.inf, math.inf, -math.inf
    return box.left, box.top, box.right, box.bottom


def _within(text_page: Any, bounds: tuple[float, float, float, float]) -> str:
    units = pdfium.FPDFText_GetBoundedText(text_page, *bounds, None, 0)
    if units <= 0:
        return ""
    buffer = (ctypes.c_ushort * units)()
    pdfium.FPDFText_GetBoundedText(text_page, *bounds, buffer, units)
    return bytes(buffer).decode("utf-16-le", "replace")


def _glyphs(text_page: Any) -> Iterator[right_to_left.Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        yield right_to_left.Glyph(chr(pdfium.FPDFText_GetUnicode(text_page, index)), x.value)


def _whole(text: str) -> str:
    """`text` without halves of characters beyond the first 65,536, as glyphs tell them: perhaps turned around, too."""
    return _TURNED.sub(r"\2\1", text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _drawn(document: Any, page: Any, longest: int) -> Pixels | None:
    size = boxes.fitted(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), longest)
    if not size:
        return None
    width, height = size
    buffer = (ctypes.c_ubyte * (width * height * 3))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, buffer, width * 3)
    if not bitmap:
        return None
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
    where = (bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDF_RenderPageBitmap(*where)
    if pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE:
        # What was entered into a form is drawn apart.
        told = pdfium.FPDF_FORMFILLINFO(version=2)
        if form := pdfium.FPDFDOC_InitFormFillEnvironment(document, told):
            pdfium.FPDF_FFLDraw(form, *where)
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)
    return Pixels(width, height, bytes(buffer))
