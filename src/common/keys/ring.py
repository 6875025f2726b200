"""Secret keys by id: the one that signs, and the one before it, whose signatures still hold. Pure, but for chance.

Of keys whose public half others have to know first, the last may be one that does not sign yet.
"""

import base64
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

ID = re.compile(r"[0-9a-f]{8}")
SECRET_BYTES = 32  # no fewer than HMAC-SHA256 gives: RFC 2104, section 3


@dataclass(frozen=True)
class Ring:
    """Keys by id, and the id of the one that signs."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def new() -> Ring:
    """A ring of one key."""
    key_id = secrets.token_hex(4)
    return Ring(key_id, {key_id: secrets.token_bytes(SECRET_BYTES)})


def rotated(ring: Ring) -> Ring:
    """A new key signs from now on; of the old ones only the last that signed stays."""
    added = new()
    if added.current in ring.keys:  # once in four billion times
        return rotated(ring)
    return Ring(added.current, {ring.current: ring.keys[ring.current], **added.keys})


def text(ring: Ring) -> str:
    """`ring` as `parse` reads it."""
    keys = {key_id: base64.b64encode(secret).decode("ascii") for key_id, secret in ring.keys.items()}
    return json.dumps({"current": ring.current, "keys": keys})


def parse(said: str) -> Ring:
    """The ring that `text` wrote. Raises ValueError, which repeats nothing of it, when it is none."""
    try:
        told = json.loads(said)
        keys = {key_id: base64.b64decode(secret, validate=True) for key_id, secret in told["keys"].items()}
        ring = Ring(told["current"], keys)
        good = ring.current in keys and all(
            ID.fullmatch(key_id) and len(secret) >= SECRET_BYTES for key_id, secret in keys.items()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        good = False
    if not good:
        raise ValueError("no ring of keys") from None
    return ring
