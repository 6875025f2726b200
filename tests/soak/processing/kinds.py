"""What a soak of processing sends: small files of each kind, some damaged or infected, and how each has to end."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageDraw

from tests.scanner.conftest import EICAR, encrypted, pdf_with, zipped
from tests.unit.image import pictures
from tests.unit.pdf import documents

COMPLETED, FAILED, QUARANTINED = "completed", "failed", "quarantined"
THUMBNAILS = frozenset({"thumb-200", "thumb-800"})


@dataclass(frozen=True)
class Kind:
    """A kind of file: its content by number, and its end. `found` is what must stand in what was found in it.

    `readable`: its owner gets it back. `often`: how many of a hundred files are of it.
    """

    ending: str
    media_type: str
    content: Callable[[int], bytes]
    often: int
    status: str = COMPLETED
    code: str | None = None
    variants: frozenset[str] = frozenset()
    found: Callable[[int], Mapping[str, Any]] = field(default=lambda number: {})

    @property
    def readable(self) -> bool:
        """Whether what is in it may be read in the end."""
        return self.status == COMPLETED or self.code == "damaged"


def _picture(number: int) -> Image.Image:
    image = pictures.quarters((240 + number, 160))
    ImageDraw.Draw(image).text((10, 10), str(number))
    return image


def _image(form: str, orientation: int = 1) -> Callable[[int], bytes]:
    def made(number: int) -> bytes:
        exif = Image.Exif()
        exif[pictures.ORIENTATION] = orientation
        file = io.BytesIO()
        _picture(number).save(file, form, **({"exif": exif} if form in ("JPEG", "HEIF") else {}))
        return file.getvalue()

    return made


def _upright(number: int) -> dict[str, Any]:
    return {"width": 240 + number, "height": 160}


def _turned(number: int) -> dict[str, Any]:
    return {"width": 160, "height": 240 + number}


def _table(number: int) -> bytes:
    rows = "".join(f'{row},"note {row},\r\nof two lines",{row / 7:.3f}\r\n' for row in range(number + 1))
    return f"number,note,seventh\r\n{rows}".encode()


def _document(number: int) -> bytes:
    return documents.document(*(documents.text(f"Page {page} of file {number}") for page in range(1 + number % 3)))


def _text(number: int) -> bytes:
    return f"file {number}\n".encode() * (1 + number)


def _rows(number: int) -> dict[str, Any]:
    return {"rowCount": number + 1, "columnCount": 3}


KINDS: Mapping[str, Kind] = {
    "JPEG": Kind("jpg", "image/jpeg", _image("JPEG", 6), 14, variants=THUMBNAILS, found=_turned),
    "PNG": Kind("png", "image/png", _image("PNG"), 7, variants=THUMBNAILS, found=_upright),
    "GIF": Kind("gif", "image/gif", _image("GIF"), 3, variants=THUMBNAILS, found=_upright),
    "WebP": Kind("webp", "image/webp", _image("WEBP"), 3, variants=THUMBNAILS, found=_upright),
    "TIFF": Kind("tiff", "image/tiff", _image("TIFF"), 3, variants=THUMBNAILS, found=_upright),
    "HEIC": Kind("heic", "image/heic", _image("HEIF"), 3, variants=THUMBNAILS, found=_upright),
    "PDF": Kind(
        "pdf",
        "application/pdf",
        _document,
        12,
        variants=frozenset({"preview", "text"}),
        found=lambda number: {"pageCount": 1 + number % 3, "encrypted": False},
    ),
    "PDF under a password": Kind(
        "pdf",
        "application/pdf",
        lambda number: documents.encrypted(documents.text(f"Page of file {number}"), user=b"secret"),
        2,
        found=lambda number: {"encrypted": True, "pageCount": None},
    ),
    "CSV": Kind("csv", "text/csv", _table, 12, found=_rows),
    "TSV": Kind(
        "tsv",
        "text/tab-separated-values",
        lambda number: b"number\ttwice\n" + b"".join(b"%d\t%d\n" % (row, 2 * row) for row in range(number + 3)),
        3,
        found=lambda number: {"rowCount": number + 3, "columnCount": 2},
    ),
    "text": Kind("txt", "text/plain", _text, 14, found=lambda number: {"lineCount": number + 1}),
    "ZIP": Kind("zip", "application/zip", lambda number: zipped({"a.txt": _text(number)}), 4),
    "EICAR": Kind("txt", "text/plain", lambda number: EICAR, 4, QUARANTINED, "infected"),
    "EICAR in a ZIP": Kind(
        "zip",
        "application/zip",
        lambda number: zipped({f"{number}.com": EICAR}),
        2,
        QUARANTINED,
        "infected",
    ),
    "EICAR in a PDF": Kind("pdf", "application/pdf", lambda number: pdf_with(EICAR), 2, QUARANTINED, "infected"),
    "PDF that is none": Kind(
        "pdf",
        "application/pdf",
        lambda number: b"%PDF-1.7\n" + b"nothing of a document\n" * (50 + number),
        3,
        FAILED,
        "damaged",
    ),
    "half a JPEG": Kind(
        "jpg",
        "image/jpeg",
        lambda number: (whole := _image("JPEG")(number))[: len(whole) // 2],
        3,
        FAILED,
        "damaged",
    ),
    "program called PNG": Kind(
        "png", "image/png", lambda number: b"\x7fELF" + bytes(60 + number), 2, FAILED, "type_mismatch"
    ),
    "JPEG that is a ZIP too": Kind(
        "jpg",
        "image/jpeg",
        lambda number: _image("JPEG")(number) + zipped({"a.txt": _text(number)}),
        2,
        FAILED,
        "polyglot",
    ),
    "ZIP under a password": Kind(
        "zip",
        "application/zip",
        lambda number: encrypted(_text(number)),
        2,
        FAILED,
        "encrypted_archive",
    ),
}
