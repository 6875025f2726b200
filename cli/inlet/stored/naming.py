"""Under which name content is kept: names come from others, who may mean harm. Pure."""

import re
import sys
from collections.abc import Mapping
from urllib.parse import unquote

from inlet.files.names import printable

_TOLD = re.compile(r"filename\*=UTF-8''([^;\s]+)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/\\]")
_WINDOWS = re.compile(r'[<>:"|?*]')


def told(headers: Mapping[str, str]) -> str | None:
    """The name that Content-Disposition tells in UTF-8 (RFC 6266), as it stands there."""
    found = _TOLD.search(headers.get("content-disposition", ""))
    return unquote(found[1], errors="replace") if found else None


def safe(name: str) -> str:
    """The name as that of a plain file in any folder: no path, nothing hidden, nothing that steers a terminal."""
    name = _SEPARATORS.sub("_", printable(name)).strip()
    if sys.platform == "win32":
        name = _WINDOWS.sub("_", name).rstrip(" .")
    # A file of others must not become a setting of this user (`.bashrc`), nor a folder (`..`).
    return f"_{name[1:]}" if name.startswith(".") else name or "_"
