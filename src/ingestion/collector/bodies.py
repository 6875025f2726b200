"""Bodies with events: JSON, perhaps compressed, and never larger than what is published, packed or not."""

import zlib
from typing import Any

from common.errors import BodyTooLarge, MalformedBody, UnsupportedMedia
from ingestion.web import bodies

MAX_BYTES = 500_000

# A way to say it that no gateway takes for text.
_GZIPPED = "application/gzip"
_NOT_GZIP = f"The body is not gzip, or somebody on the way took it for text: send Content-Type: {_GZIPPED}."
_GZIP = 31  # zlib's number for a header of gzip and its checksum


def read(event: bodies.Event, headers: bodies.Headers) -> Any:
    """The JSON document that was sent. Raises MalformedBody, BodyTooLarge, UnsupportedMedia."""
    data = bodies.raw(event, MAX_BYTES)
    if not data:
        raise MalformedBody("A JSON body is required.")
    # Browsers send text/plain to other origins without asking them first; Segment's way in takes it.
    plain = ("text/plain",) if event["routeKey"].startswith("POST /v1/") else ()
    bodies.require_media(headers, "application/json", _GZIPPED, *plain)
    return bodies.parsed(_unpacked(data, _encoding(headers)))


def _encoding(headers: bodies.Headers) -> str:
    named = headers.get("content-encoding", "").strip().lower()
    return named or ("gzip" if headers["content-type"].lower().startswith(_GZIPPED) else "identity")


def _unpacked(data: bytes, encoding: str) -> bytes:
    if encoding == "identity":
        return data
    if encoding not in ("gzip", "x-gzip"):
        raise UnsupportedMedia("Send the body as it is, or with Content-Encoding: gzip.")
    inflater = zlib.decompressobj(_GZIP)
    try:
        # However much there is to come, no more is unpacked than tells that it is too much.
        unpacked = inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error as wrong:
        raise MalformedBody(_NOT_GZIP) from wrong
    if len(unpacked) > MAX_BYTES:
        raise BodyTooLarge(f"At most {MAX_BYTES} bytes are taken, unpacked.")
    if not inflater.eof or inflater.unused_data:
        raise MalformedBody("The gzip is cut off, or something follows it.")
    return unpacked
