"""ZIP archives, told by their end: whether there is a directory, and what its names make of the archive. Pure."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from processor.inspection.ends import Ends

ZIP = "application/zip"

_END = b"PK\x05\x06"
_END_FIELDS = struct.Struct("<4s4H2LH")
_LOCATOR = b"PK\x06\x07"
_ENTRY = b"PK\x01\x02"
_ENTRY_FIELDS = struct.Struct("<4s6H3L5H2L")
_LOCAL_FIELDS = struct.Struct("<4s5H3L2H")
_ZIP64 = 0xFFFFFFFF

# An archive may name thousands of files; the first tell what it is.
_MOST_NAMES = 2_000
# Places that look like an end record, from the last one on.
_MOST_ENDS = 64

_OFFICE = "application/vnd.openxmlformats-officedocument."
# The first name below which an Office document keeps its main part.
_OOXML = {
    b"word/": f"{_OFFICE}wordprocessingml.document",
    b"xl/": f"{_OFFICE}spreadsheetml.sheet",
    b"ppt/": f"{_OFFICE}presentationml.presentation",
}


@dataclass(frozen=True)
class Directory:
    """A ZIP's central directory: how many entries it tells, and the names (raw bytes) that were in reach."""

    entries: int
    names: tuple[bytes, ...]


def directory(ends: Ends) -> Directory | None:
    """The directory by which a reader of ZIPs would open the object, which it looks for from the end; None: no ZIP.

    Readers differ in what they take behind the end record, so anything is taken here. The format: PKWARE's APPNOTE,
    4.3.12 and 4.3.16.
    """
    position = len(ends.tail)
    for _ in range(_MOST_ENDS):
        position = ends.tail.rfind(_END, 0, position)
        if position < 0:
            break
        found = _directory_before(ends, position)
        if found:
            return found
    return None


def media_type(ends: Ends, found: Directory) -> str:
    """What an archive is by what is in it: an office document, a book, a program, or just a ZIP."""
    told = _mimetype(ends.head)
    if told:
        return told
    names = found.names
    if b"[Content_Types].xml" in names:
        for folder, name in _OOXML.items():
            if any(one.startswith(folder) for one in names):
                return name
    if b"AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    return "application/java-archive" if b"META-INF/MANIFEST.MF" in names else ZIP


def _directory_before(ends: Ends, position: int) -> Directory | None:
    """The directory that the end record at `position` of the tail speaks of; None when it is none."""
    if len(ends.tail) - position < _END_FIELDS.size:
        return None
    _, disk, first_disk, here, entries, length, offset, _ = _END_FIELDS.unpack_from(ends.tail, position)
    at = ends.tail_start + position
    if _ZIP64 in (length, offset) or entries == 0xFFFF:
        # Large archives have another record, whose locator stands right before this one.
        is_large = ends.tail[max(0, position - 20) :].startswith(_LOCATOR)
        return Directory(entries, _names(ends.tail, 0)) if is_large else None
    if disk or first_disk or here != entries or length + offset > at or length < entries * _ENTRY_FIELDS.size:
        return None
    start = position - length
    if start >= 0 and entries and not ends.tail.startswith(_ENTRY, start):
        return None
    return Directory(entries, _names(ends.tail, max(start, 0)) if entries else ())


def _names(tail: bytes, start: int) -> tuple[bytes, ...]:
    """The names of the entries from the first one on that begins at or after `start`."""
    return tuple(islice(_entries(tail, tail.find(_ENTRY, start)), _MOST_NAMES))


def _entries(tail: bytes, position: int) -> Iterator[bytes]:
    while position >= 0 and tail.startswith(_ENTRY, position) and len(tail) - position >= _ENTRY_FIELDS.size:
        fields = _ENTRY_FIELDS.unpack_from(tail, position)
        name, extra, comment = fields[10:13]
        begin = position + _ENTRY_FIELDS.size
        yield tail[begin : begin + name]
        position = begin + name + extra + comment


def _mimetype(head: bytes) -> str | None:
    """What an OpenDocument file or an EPUB says of itself, in a first file that is not compressed."""
    if len(head) < _LOCAL_FIELDS.size or not head.startswith(b"PK\x03\x04"):
        return None
    fields = _LOCAL_FIELDS.unpack_from(head)
    method, size, name, extra = fields[3], fields[8], fields[9], fields[10]
    begin = _LOCAL_FIELDS.size
    if method or head[begin : begin + name] != b"mimetype" or size > 100:
        return None
    text = head[begin + name + extra :][:size]
    known = text.startswith(b"application/vnd.oasis.opendocument.") or text == b"application/epub+zip"
    return text.decode("ascii", "replace") if known else None
