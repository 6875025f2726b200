"""The type of a content, as libmagic tells it: the library of the command `file`, called directly.

Its wheel brings library and database; of the module in it nothing is imported, as that would patch ctypes.
"""

import ctypes
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

UNKNOWN = "application/octet-stream"

# libmagic decides by the beginning; more of it costs time in its searches and changes no answer.
_LOOKED_AT_BYTES = 16_384

# From libmagic's magic.h. Looking into compressed data and into programs' sections, and guesses at CSV and JSON, are
# not asked for: the first are attack surface, the others are judged by us.
_MIME_TYPE = 0x0000010
_NO_CHECK_COMPRESS = 0x0001000
_NO_CHECK_ELF = 0x0010000
_NO_CHECK_CSV = 0x0080000
_NO_CHECK_JSON = 0x0400000
_FLAGS = _MIME_TYPE | _NO_CHECK_COMPRESS | _NO_CHECK_ELF | _NO_CHECK_CSV | _NO_CHECK_JSON


class Unusable(Exception):
    """libmagic or its database could not be loaded, or failed: nothing can be told of any content."""


def media_type(head: bytes) -> str:
    """The media type of a content that begins with `head`; UNKNOWN when it has no name. Raises Unusable."""
    library, cookie = _loaded()
    looked_at = head[:_LOOKED_AT_BYTES]
    found = library.magic_buffer(cookie, looked_at, len(looked_at))
    if found is None:
        raise Unusable
    name: str = found.decode("ascii", "replace")
    return name


@cache
def _loaded() -> tuple[Any, Any]:
    """The library and its open database: one a container, for one thread. Loading takes about a millisecond."""
    folder = _folder()
    library: Any = ctypes.CDLL(str(_library(folder)))
    library.magic_open.restype = ctypes.c_void_p
    library.magic_load.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    library.magic_buffer.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    library.magic_buffer.restype = ctypes.c_char_p
    cookie = library.magic_open(_FLAGS)
    if not cookie or library.magic_load(cookie, str(folder / "magic.mgc").encode()) != 0:
        raise Unusable
    return library, cookie


def _folder() -> Path:
    spec = find_spec("pylibmagic")
    if spec is None or not spec.submodule_search_locations:
        raise Unusable
    return Path(spec.submodule_search_locations[0])


def _library(folder: Path) -> Path:
    for name in ("libmagic.so.1", "libmagic.1.dylib"):
        if (folder / name).exists():
            return folder / name
    raise Unusable
