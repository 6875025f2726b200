"""Events as JSON text with an id, or the reason why they are none. What could spoil a whole request is found here."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from inlet.errors import Fault
from inlet.events import ids
from inlet.events.values import NotTaken

# A request holds 500 KB; what is left of it is for the words around the events.
ROOM_BYTES = 480_000

_ID_NAMES = ("event_id", "eventId")
_BLANKS = " \t\r\n"


@dataclass(frozen=True)
class Prepared:
    """An event that can be sent."""

    position: int
    event_id: str
    text: bytes


class Unusable(ValueError):
    """A text or value that is no event; `rule` names what is wrong."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def prepare(position: int, given: Mapping[str, Any] | str, run: str) -> Prepared | NotTaken:
    """The event at `position`, with its own id or else the run's for that place."""
    try:
        members = _members(given)
        own = next((members[name] for name in _ID_NAMES if members.get(name) is not None), None)
        event_id = own if isinstance(own, str) else ids.event_id(run, position)
        text = given if isinstance(given, str) else _written(given)
        if own is None:
            null = any(name in members for name in _ID_NAMES)  # which is as good as not given
            text = _with_id(_without_ids(text) if null else text, event_id)
        data = text.encode()
    except Unusable as wrong:
        return _refused(position, wrong.rule)
    except UnicodeEncodeError:
        return _refused(position, "encoding")
    if len(data) > ROOM_BYTES:
        return NotTaken(position, event_id, "cannot_send", (Fault("", "size"),))
    return Prepared(position, event_id, data)


def _refused(position: int, rule: str) -> NotTaken:
    return NotTaken(position, None, "cannot_send", (Fault("", rule),))


def _members(given: object) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    if not isinstance(given, str):
        raise Unusable("type")
    if len(given) > ROOM_BYTES:
        raise Unusable("size")
    try:
        read = _DECODER.decode(given)
    except Unusable:
        raise
    except (ValueError, RecursionError) as wrong:
        raise Unusable("json") from wrong
    if not isinstance(read, dict):
        raise Unusable("type")
    return read


def _with_id(text: str, event_id: str) -> str:
    """The id is put in by hand: reading and writing the text anew could change its numbers."""
    rest = text.lstrip()[1:]
    return f'{{"event_id":"{event_id}"{"" if rest.lstrip().startswith("}") else ","}{rest}'


def _without_ids(text: str) -> str:
    """The object that `text` is known to be, each of its other members as it stands there."""
    kept, at = list[str](), _behind_blanks(text, text.index("{") + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        colon = _behind_blanks(text, end)
        _, end = _DECODER.raw_decode(text, _behind_blanks(text, colon + 1))
        if name not in _ID_NAMES:
            kept.append(text[at:end])
        at = _behind_blanks(text, end)
        at = _behind_blanks(text, at + 1) if text[at] == "," else at
    return f"{{{','.join(kept)}}}"


def _behind_blanks(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def _written(event: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(event), ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    except (ValueError, RecursionError) as wrong:  # NaN, or an object within itself
        raise Unusable("number" if "Out of range" in str(wrong) else "depth") from wrong
    except TypeError as wrong:
        raise Unusable("type") from wrong


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError("an instant needs its zone")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise Unusable("duplicate")
    return members


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Unusable("number")
    return value


def _no_number(_: str) -> float:
    raise Unusable("number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each, parse_float=_finite, parse_constant=_no_number)
