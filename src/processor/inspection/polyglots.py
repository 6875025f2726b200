"""Contents that are of two types at once: what one program shows, another opens, runs or draws as the other. Pure."""

import re

from processor.inspection import archives, kinds
from processor.inspection.ends import Ends

# Readers of PDF look for its mark in the first kilobyte.
_FRONT_BYTES = 1024

_PDF = re.compile(rb"%PDF-\d")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|body|script|iframe|svg)[\s/>]", re.IGNORECASE)
_PHP = re.compile(rb"<\?[pP][hH][pP]\s")
# Each begins with letters that are quickly looked for.
_ARCHIVES = (re.compile(rb"Rar!\x1a\x07[\x00\x01]"), re.compile(rb"7z\xbc\xaf\x27\x1c\x00[\x00-\x04]"))
_PROGRAMS = (
    re.compile(rb"\x7fELF[\x01\x02][\x01\x02]\x01[\x00-\x12]\x00{7}"),
    re.compile(rb"This program (?:cannot be run in DOS mode|must be run under Win)"),
)
# The picture's own first fields as the opening of a comment, behind whose end a script goes on.
_SCRIPT_START = re.compile(rb"GIF8[79]a/\*|\xff\xd8\xff[\xe0-\xef]/\*")
_SCRIPT_REST = re.compile(rb"\*/\s*[=;(]")
_SHEBANG = re.compile(rb"(?:\A|\n)#!\s*/\w")
# A later update of a document ends like it, too: what counts follows the last of them.
_PDF_END = b"%%EOF"


def second_type(content: str, ends: Ends) -> str | None:
    """What else a content of type `content` is, in words that go with "also"; None when nothing else.

    Only marks that do not come about by chance, where readers of the other type look for them. Of sounds and films only
    the front is looked at, and whether they are archives: their tags hold texts of all kinds.
    """
    if not kinds.is_zip(content) and _is_archive(ends):
        return "a ZIP archive"
    if content != kinds.PDF and _PDF.search(ends.head[:_FRONT_BYTES]):
        return "a PDF document"
    if content in kinds.IMAGES:
        return _in_image(ends)
    if content == kinds.PDF:
        return _in_pdf(ends)
    return None


def _is_archive(ends: Ends) -> bool:
    found = archives.directory(ends)
    return found is not None and found.entries > 0


def _in_image(ends: Ends) -> str | None:
    for part in (ends.head, ends.tail):
        found = _foreign(part)
        if found:
            return found
        if any(pattern.search(part) for pattern in _ARCHIVES):
            return "an archive"
    if _SCRIPT_START.match(ends.head) and (_SCRIPT_REST.search(ends.head) or _SCRIPT_REST.search(ends.tail)):
        return "a script"
    return None


def _in_pdf(ends: Ends) -> str | None:
    front = ends.head[:_FRONT_BYTES]
    end = ends.tail.rfind(_PDF_END)
    found = _foreign(front) or (_foreign(ends.tail[end:]) if end >= 0 else None)
    if found:
        return found
    mark = _PDF.search(front)
    return "a script" if mark and _SHEBANG.search(front[: mark.start()]) else None


def _foreign(part: bytes) -> str | None:
    if _HTML.search(part):
        return "an HTML page"
    if _PHP.search(part):
        return "a script"
    return "a program" if any(pattern.search(part) for pattern in _PROGRAMS) else None
