"""What people are told of a PDF, and the objects that are made of it. Pure."""

from io import BytesIO
from typing import Any

from PIL import Image

from common import times
from common.files.extraction import Derived, Extract
from processor.pdf import texts
from processor.pdf.reading import Facts, Picture

# With the rest it stays far below what findings may have.
BEGINNING_CHARACTERS = 4_000

_UNKNOWN: dict[str, Any] = {
    "pageCount": None,
    "encrypted": True,
    "title": None,
    "author": None,
    "createdAt": None,
    "modifiedAt": None,
    "text": None,
    "textTruncated": None,
}


def locked() -> Extract:
    """Of a document that asks for a password: that it does, and nothing more."""
    return Extract(dict(_UNKNOWN))


def of(facts: Facts, quality: int) -> Extract:
    """The findings, with the beginning of the text; as variants the whole text, and the first page as a JPEG.

    `quality`: of the JPEG, 1 to 95.
    """
    text = facts.text.decode()
    plain = text.replace("\f", "\n\n").strip()
    extracted = _UNKNOWN | {
        "pageCount": facts.page_count,
        "encrypted": facts.encrypted,
        "title": facts.title,
        "author": facts.author,
        "createdAt": times.text(facts.created) if facts.created else None,
        "modifiedAt": times.text(facts.modified) if facts.modified else None,
        "text": texts.beginning(plain, BEGINNING_CHARACTERS),
        "textTruncated": facts.truncated,
    }
    variants = {}
    if plain:
        variants["text"] = Derived(facts.text, "text/plain; charset=utf-8")
    if facts.picture:
        variants["preview"] = _preview(facts.picture, quality)
    return Extract(extracted, variants)


def _preview(picture: Picture, quality: int) -> Derived:
    size = (picture.width, picture.height)
    image = Image.frombytes("RGB", size, picture.bgr, "raw", "BGR")
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return Derived(out.getvalue(), "image/jpeg", *size)
