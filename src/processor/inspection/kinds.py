"""Which contents fulfil which promise, and what a content is. Pure; libmagic is handed in."""

from collections.abc import Callable

from processor.inspection import archives, brands, sounds
from processor.inspection.ends import Ends

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
HTML = "text/html"
SVG = "image/svg+xml"

# libmagic's names for what has another registered one.
_NAMES = {
    "application/x-gzip": "application/gzip",
    "audio/vnd.wave": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heif",
    "image/x-ms-bmp": "image/bmp",
    "video/x-m4v": "video/mp4",
}

# What else than itself a promise may turn out to be. HEIC is a kind of HEIF, whose brands cameras mix up; phones call
# their 3GP "mp4", and a film without a picture is a sound.
_ALSO = {
    "image/heic": frozenset({"image/heif"}),
    "image/heif": frozenset({"image/heic", "image/avif"}),
    "video/mp4": frozenset({"video/3gpp", "video/3gpp2", "audio/mp4"}),
    "audio/mp4": frozenset({"video/mp4"}),
    "image/png": frozenset({"image/apng", "image/vnd.mozilla.apng"}),
}

# What these are is certain: a content that is one of them is nothing else, whatever was promised. Containers are not
# among them, as other types are made of ZIP, OLE and XML.
_CERTAIN = frozenset(
    {
        "audio/mpeg",
        "audio/wav",
        "image/avif",
        "image/gif",
        "image/heic",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "video/mp4",
        "video/quicktime",
        PDF,
        # What is run, or drawn by a browser with what scripts it holds.
        "application/x-dosexec",
        "application/x-executable",
        "application/x-mach-binary",
        "application/x-pie-executable",
        "application/x-sharedlib",
        HTML,
        SVG,
        "text/x-php",
        "text/x-shellscript",
    }
)
IMAGES = frozenset(name for name in _CERTAIN if name.startswith("image/") and name != SVG)

_STARTS = {
    "application/pdf": b"%PDF-",
    "application/zip": b"PK\x03\x04",
    "image/gif": b"GIF89a",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/tiff": b"II*\x00",
    "image/webp": b"RIFF",
}
# No file of those types is so short.
_STUMP_BYTES = 32


def told(ends: Ends, recognise: Callable[[bytes], str]) -> str:
    """The media type of a content by its bytes; UNKNOWN when they are of no known type."""
    name = brands.media_type(ends) or recognise(ends.head)
    name = _NAMES.get(name, name)
    if is_zip(name):
        found = archives.directory(ends)
        return archives.media_type(ends, found) if found else archives.ZIP
    if name == UNKNOWN and sounds.is_mpeg(ends.head):
        return "audio/mpeg"
    return name


def fulfils(promised: str, content: str) -> bool:
    """Whether a content told as `content` is what was promised.

    A type of which we know no mark is taken by its word, unless the content is certainly another's.
    """
    if content == promised or content in _ALSO.get(promised, ()) or promised == UNKNOWN:
        return True
    if promised == archives.ZIP:
        return is_zip(content)
    return not (promised in _CERTAIN or is_zip(promised) or content in _CERTAIN)


def is_zip(name: str) -> bool:
    """Whether the type is a ZIP by another name."""
    return name in {archives.ZIP, "application/java-archive", "application/epub+zip"} or name.startswith(
        (
            "application/vnd.openxmlformats-officedocument.",
            "application/vnd.oasis.opendocument.",
            "application/vnd.android.package-archive",
        )
    )


def is_stump(promised: str, ends: Ends) -> bool:
    """Whether the content is no more than the beginning of what was promised."""
    start = _STARTS.get(promised)
    return start is not None and ends.size < _STUMP_BYTES and ends.head[: len(start)] == start[: ends.size]
