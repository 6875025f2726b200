"""Cursors: where a list goes on, as text that belongs to one query. Pure.

They are not signed: a position says where to look within what the asker may see anyway, and is judged like any input.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from common.errors import Fault, InvalidRequest

Position = TypeVar("Position")

_MARK_CHARACTERS = 16


def write(query: list[str | None], position: Any) -> str:
    """The cursor that leads the list of `query` on from `position`, which is any value of JSON."""
    text = json.dumps([_mark(query), position], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def read(query: list[str | None], cursor: str, parse: Callable[[Any], Position]) -> Position:
    """The position that `cursor` names, as `parse` makes it of what `write` was given.

    Raises InvalidRequest for the cursor of another query, and for what is none: when `parse` raises ValueError,
    TypeError, IndexError or KeyError.
    """
    try:
        return parse(_said(query, cursor))
    except (ValueError, TypeError, IndexError, KeyError, RecursionError) as wrong:
        fault = Fault("/cursor", "cursor")
        raise InvalidRequest("Give nextCursor as it was answered, with the same other parameters.", (fault,)) from wrong


def _said(query: list[str | None], cursor: str) -> Any:
    text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    mark, said = json.loads(text)
    json.dumps(said, ensure_ascii=False).encode()  # raises for half of a surrogate pair: that is no text
    if mark != _mark(query):
        raise ValueError("of another query")
    return said


def _mark(query: list[str | None]) -> str:
    return hashlib.sha256(json.dumps(query).encode()).hexdigest()[:_MARK_CHARACTERS]
