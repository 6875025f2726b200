"""Cursors: where a list goes on, as text that belongs to one query. Pure.

They are not signed: a position says where to look within what the asker may see anyway, and is judged like any input.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from common.errors import Fault, InvalidRequest, Problem

Position = TypeVar("Position")

_MARK_CHARACTERS = 16

# What reading a cursor may raise, and `parse` with it, when it is none.
WRONG = (ValueError, TypeError, IndexError, KeyError, RecursionError)


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
    except WRONG as wrong:
        raise refusal() from wrong


def refusal() -> Problem:
    """What is said of a cursor that does not lead on, whatever is wrong with it."""
    fault = Fault("/cursor", "cursor")
    return InvalidRequest("Give nextCursor as it was answered, with the same other parameters.", (fault,))


def _said(query: list[str | None], cursor: str) -> Any:
    text = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    mark, said = json.loads(text)
    json.dumps(said, ensure_ascii=False).encode()  # raises for half of a surrogate pair: that is no text
    if mark != _mark(query):
        raise ValueError("of another query")
    return said


def _mark(query: list[str | None]) -> str:
    return hashlib.sha256(json.dumps(query).encode()).hexdigest()[:_MARK_CHARACTERS]
