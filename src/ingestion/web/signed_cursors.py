"""Cursors that nobody can make or change but Inlet: bound to tenant and query by HMAC-SHA256, under keys that rotate.

As text they are base64url of the tag (32 bytes), the id of its key (8 characters) and the position as JSON.
"""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from common.keys import ring
from common.keys.kept import KeptRing
from ingestion.web import cursors

Position = TypeVar("Position")

MOST_CHARACTERS = 1024
_TAG_BYTES = 32
_ID_BYTES = 8
_PURPOSE = b"cursor"  # a tag made under the same key for anything else is none of a cursor


@dataclass(frozen=True)
class Cursors:
    """Cursors as they are written and read with `keys` at the time `at`.

    A `query` is the tenant and all that chooses and orders items: equal lists for equal questions.
    """

    keys: KeptRing
    at: datetime

    def write(self, query: Sequence[Any], position: Any) -> str:
        """The cursor that leads the list of `query` on from `position`, which is any value of JSON.

        Raises Busy, and KeysMissing where no keys were made.
        """
        key_id, secret = self.keys.current(self.at)
        said = key_id.encode("ascii") + _json(position)
        cursor = _text(_tag(secret, query, said) + said)
        if len(cursor) > MOST_CHARACTERS:
            raise ValueError("the position is too long for a cursor")
        return cursor

    def read(self, query: Sequence[Any], cursor: str, parse: Callable[[Any], Position]) -> Position:
        """The position that `cursor` names, as `parse` makes it of what `write` was given.

        Raises InvalidRequest as `cursors.read` does, whatever is wrong with it: made for another tenant or query,
        changed, cut short, signed by nobody or with a key that is no more. Raises Busy and KeysMissing as `write` does.
        """
        try:
            tag, said = _parts(cursor)
            key_id = said[:_ID_BYTES].decode("ascii")
            secret = self.keys.find(key_id, self.at) if ring.ID.fullmatch(key_id) else None
            if secret is None or not hmac.compare_digest(tag, _tag(secret, query, said)):
                raise ValueError("not signed by us for this query")
            return parse(json.loads(said[_ID_BYTES:]))
        except cursors.WRONG as wrong:
            raise cursors.refusal() from wrong


def _parts(cursor: str) -> tuple[bytes, bytes]:
    if len(cursor) > MOST_CHARACTERS:
        raise ValueError("longer than any of ours")
    found = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True)
    if _text(found) != cursor:
        raise ValueError("not as we write it")
    return found[:_TAG_BYTES], found[_TAG_BYTES:]


def _text(found: bytes) -> str:
    return base64.urlsafe_b64encode(found).decode("ascii").rstrip("=")


def _tag(secret: bytes, query: Sequence[Any], said: bytes) -> bytes:
    # JSON in ASCII holds no NUL, so each part ends where it says.
    return hmac.digest(secret, b"\0".join((_PURPOSE, _json(query), said)), "sha256")


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")
