"""Texts: whether bytes are one, and whether it is one that a program would run or draw. Pure."""

import re

from common.files import encodings
from processor.inspection.ends import Ends

# Signs that a text holds none of, as https://mimesniff.spec.whatwg.org counts "binary data bytes", but for vertical
# tab and the end mark of DOS, which spreadsheets and old programs write. Exports hold another one here and there.
_CONTROLS = [sign for sign in range(0x20) if sign not in b"\t\n\x0b\x0c\r\x1a\x1b"]
_CONTROL_BYTES = bytes(_CONTROLS)
# What no text of wide characters holds either: U+FFFD stands for what could not be decoded.
_CONTROL_SIGNS = str.maketrans("", "", "".join(map(chr, _CONTROLS)) + "\ufffd")
_MOST_CONTROLS = 0.01

# A browser that guesses looks past white space, comments and a declaration for one of these.
_SKIPPED = r"(?:\s|<!--.*?-->|<\?xml[^>]*>|<!doctype\s+svg[^>]*>)*+"
_MARKUP = re.compile(
    _SKIPPED + r"<(?:!doctype\s+html|html|head|body|script|iframe|title|style|meta|link|base|object|embed|svg)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(r"#!\s*/|<\?php\b|<\?=|<%", re.IGNORECASE)
_PDF = re.compile(r"^%PDF-\d", re.MULTILINE)
_JSON = re.compile(r'[\[{"\-0-9tfn]')
_SPACE = "\ufeff \t\r\n"
_LOOKED_AT = 1024


def beginning(ends: Ends) -> str | None:
    """The text that the object begins with; None when the object is no text at either end.

    With a byte order mark, or zeros as UTF-16 has them, characters are wide. All else is text, in UTF-8 or an encoding
    of a byte a character such as Windows-1252, when it has no NUL and hardly another control.
    """
    encoding = encodings.wide(ends.head)
    if encoding:
        # The tail may begin within a character.
        skipped = -ends.tail_start % (4 if "32" in encoding else 2)
        text = ends.head.decode(encoding, "replace")
        fits = _is_printable(text) and _is_printable(ends.tail[skipped:].decode(encoding, "replace"))
        return text.removeprefix("\ufeff") if fits else None
    fits = _are_printable(ends.head) and _are_printable(ends.tail)
    return ends.head.decode("utf-8-sig", "replace") if fits else None


def is_markup(text: str) -> bool:
    """Whether a browser would take it for HTML or SVG, and run what scripts it holds."""
    return bool(_MARKUP.match(text[:_LOOKED_AT]))


def is_script(text: str) -> bool:
    """Whether it begins as what an interpreter runs."""
    return bool(_SCRIPT.match(text[:_LOOKED_AT].lstrip(_SPACE)))


def is_pdf(text: str) -> bool:
    """Whether a reader of PDF would take it for one: they look for the mark in the first kilobyte."""
    return bool(_PDF.search(text[:_LOOKED_AT]))


def begins_json(text: str) -> bool:
    """Whether its first sign may begin a JSON document."""
    return bool(_JSON.match(text.lstrip(_SPACE)))


def ends_json(text: str, ends: Ends) -> bool:
    """Whether an array or object that it begins with is closed at the object's end."""
    # Of wide characters the last sign stands among zeros, which no other text has.
    last = ends.tail.replace(b"\0", b"").rstrip()[-1:]
    return last == {"[": b"]", "{": b"}"}.get(text.lstrip(_SPACE)[:1], last)


def _are_printable(content: bytes) -> bool:
    if b"\0" in content:
        return False
    return len(content) - len(content.translate(None, _CONTROL_BYTES)) <= len(content) * _MOST_CONTROLS


def _is_printable(text: str) -> bool:
    if "\0" in text:
        return False
    # A character may be cut at either end.
    return len(text) - len(text.translate(_CONTROL_SIGNS)) <= 2 + len(text) * _MOST_CONTROLS
