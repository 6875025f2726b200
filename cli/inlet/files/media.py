"""Media types by a file's extension."""

import mimetypes

# Python's own table without what a system adds to it, which differs from one to the next. It lacks what follows, or
# calls it by another name than Inlet does.
_TYPES = mimetypes.MimeTypes()
for _extension, _media_type in {
    ".avif": "image/avif",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".log": "text/plain",
    ".wav": "audio/wav",
    ".webp": "image/webp",
}.items():
    _TYPES.add_type(_media_type, _extension)

_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def media_type(filename: str) -> str | None:
    """The type that goes with the name's extension, in upper or lower case; None when none is known."""
    kind, encoding = _TYPES.guess_type(filename)
    # A compressed file (`a.csv.gz`) is not what it contains.
    return _COMPRESSED.get(encoding) if encoding else kind
