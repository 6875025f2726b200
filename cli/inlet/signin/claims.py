"""Who a token says one is: for showing only, since nothing here checks its signature."""

import base64
import json
from typing import Any


def claims(token: str | None) -> dict[str, Any]:
    """The claims of a JWT; none when it is no JWT."""
    try:
        payload = (token or "").split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError):
        return {}
    return told if isinstance(told, dict) else {}


def name(token: str | None) -> str | None:
    """A name for the user who signed in: the address, or what else there is."""
    told = claims(token)
    return next((str(told[key]) for key in ("email", "preferred_username", "username", "sub") if told.get(key)), None)
