"""What processing found in a file, in a few words for people. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inlet import File
from inlet.files.names import printable

_COLUMNS = 4  # of a table, by name


def told(file: File) -> str:
    """One line about a file whose processing has come to its end. Names in it are safe for a terminal."""
    signature = (file.told.get("scan") or {}).get("signature")
    if signature:
        return f"{signature}, as {file.told['scan']['scanner']} says"
    found = file.extracted or {}
    for mark, words in _KINDS.items():
        if mark in found:
            return printable("; ".join(filter(None, words(found))))
    return printable(file.reason or file.media_type or "")


def _image(found: Mapping[str, Any]) -> list[str]:
    exif, gps = found.get("exif", {}), found.get("gps")
    camera = " ".join(str(exif[name]) for name in ("make", "model") if name in exif)
    return [
        f"{found['width']} × {found['height']} {found['format']}",
        camera,
        _time(exif.get("takenAt")),
        f"at {gps['lat']:.4f}, {gps['lng']:.4f}" if gps else "",
    ]


def _document(found: Mapping[str, Any]) -> list[str]:
    if found["encrypted"] and found["pageCount"] is None:
        return ["under a password"]
    beginning = " ".join(found["text"].split())
    return [
        _counted(found["pageCount"], "page"),
        f"“{found['title']}”" if found["title"] else "",
        f"by {found['author']}" if found["author"] else "",
        f"text: {beginning[:40]}{'…' if len(beginning) > 40 else ''}" if beginning else "",
    ]


def _table(found: Mapping[str, Any]) -> list[str]:
    rows = found["rowCount"]
    columns = [f"{one['name']} {one['type']}" for one in found["columns"]]
    return [
        f"{_counted(found['rowsRead'] if rows is None else rows, 'row')}{' at least' if rows is None else ''}",
        f"{_counted(found['columnCount'], 'column')}: {', '.join(columns[:_COLUMNS])}"
        + (", …" if len(columns) > _COLUMNS else ""),
    ]


def _text(found: Mapping[str, Any]) -> list[str]:
    counts = [_counted(found[f"{one}Count"], one) for one in ("line", "word") if found[f"{one}Count"] is not None]
    return [*counts, found["encoding"] or ""]


# By a member that no other kind of findings has.
_KINDS = {"width": _image, "pageCount": _document, "columns": _table, "lineCount": _text}


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s'[: count != 1]}"


def _time(text: str | None) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if text else ""
