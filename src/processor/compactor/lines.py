"""What an archive object holds: one member of gzip over lines of JSON. Pure."""

import zlib

# A small object is at most a message's lines; what inflates beyond this was not written by Inlet.
_MAX_RAW_BYTES = 64 * 1024 * 1024


class Damaged(Exception):
    """The bytes are no archive object; the text says why and repeats nothing of them."""


def inflated(data: bytes) -> bytes:
    """The lines, each with its end. Raises Damaged."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        raw = inflater.decompress(data, _MAX_RAW_BYTES)
    except zlib.error as wrong:
        raise Damaged("not gzip") from wrong
    if not inflater.eof or inflater.unused_data:
        raise Damaged("gzip that is cut off, goes on, or is too long")
    # JSON escapes line ends: each of them ends an object, and the next one begins.
    ends = raw.count(b"\n")
    if not raw.startswith(b"{") or raw.count(b"}\n") != ends or raw.count(b"\n{") != ends - 1:
        raise Damaged("not lines of JSON objects")
    return raw
