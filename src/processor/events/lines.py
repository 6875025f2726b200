"""What a line says that its row, its slice and its index need. No AWS here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

# As times.text writes it.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z", re.ASCII)

# The only events that have a page worth counting.
_PAGE_VIEW = "page_view"
_PAGE_CHARACTERS = 256


def _number(_text: str) -> int:
    """Nothing here counts with numbers, and from some length on Python refuses to read them."""
    return 0


_decode = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_number).decode


class Unreadable(ValueError):
    """The line is none that the collector wrote; the text says what is wrong and repeats nothing of it."""


@dataclass(frozen=True)
class Event:
    """One event of a batch: `place` counts the lines of the message, `user` is the user's id or else the anonymous one.

    `timestamp` is as `times.text` writes it, `page` is of page views only.
    """

    place: int
    line: bytes
    hash: bytes
    event_id: str
    event_type: str
    timestamp: str
    user: str | None = None
    page: str | None = None


def read(place: int, line: bytes, hash_: bytes) -> Event:
    """The event of a line. Raises Unreadable."""
    try:
        said = _decode(line.decode())
    except (ValueError, RecursionError) as wrong:
        raise Unreadable("the line is not JSON") from wrong
    # Without space around it, or a row and an archive that hold it would not be known again.
    if not (isinstance(said, dict) and line.startswith(b"{") and line.endswith(b"}")):
        raise Unreadable("the line is not a JSON object and nothing else")
    event = Event(
        place=place,
        line=line,
        hash=hash_,
        event_id=_text(said, "event_id") or _missing("event_id"),
        event_type=_text(said, "event_type") or _missing("event_type"),
        timestamp=_instant(_text(said, "timestamp")),
        user=_text(said, "user_id") or _text(said, "anonymous_id"),
    )
    return replace(event, page=_page(said.get("properties"))) if event.event_type == _PAGE_VIEW else event


def _text(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable(f"{name} is not text")
    return _whole(value, name)


def _whole(value: str, name: str) -> str:
    """`value`, which is Unicode as a table can hold it: JSON can name halves of a character."""
    try:
        value.encode()
    except UnicodeEncodeError as wrong:
        raise Unreadable(f"{name} is not Unicode") from wrong
    return value


def _missing(name: str) -> str:
    raise Unreadable(f"{name} is missing")


def _instant(text: str | None) -> str:
    """The time, which sorts as text and begins with its hour in UTC only in this one form."""
    if text is None or not _INSTANT.fullmatch(text):
        raise Unreadable("timestamp has not the form of a line's")
    try:
        datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Unreadable("timestamp is none of the calendar's") from wrong
    return text


def _page(properties: Any) -> str | None:
    """Which page was viewed: as the event names it, or else the path of its URL."""
    if not isinstance(properties, dict):
        return None
    named = next((one for name in ("page", "path") if isinstance(one := properties.get(name), str) and one), None)
    page = named or _path(properties.get("url"))
    return page.encode(errors="replace").decode()[:_PAGE_CHARACTERS] if page else None


def _path(url: Any) -> str | None:
    try:
        return urlsplit(url).path if isinstance(url, str) else None
    except ValueError:
        return None
