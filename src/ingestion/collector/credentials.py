"""What a request to the collector says who is asking by: one write key, or one token. Pure."""

import base64
import binascii
from dataclasses import dataclass

from common.errors import Fault, InvalidRequest, Unauthorized


@dataclass(frozen=True)
class Key:
    """A write key, as it was given."""

    text: str


@dataclass(frozen=True)
class Token:
    """A token, as it was given."""

    text: str


Credential = Key | Token


def given(headers: dict[str, str], body_key: str | None) -> Credential:
    """The one credential that counts; names of `headers` are in lower case.

    `X-Write-Key` and `Authorization` may both be there if they say the same. The body's key counts where no header has
    one: whatever forwards requests may put its own key before what pages have in them.

    Raises Unauthorized when there is none or what there is cannot be one, InvalidRequest when headers contradict.
    """
    found: list[Credential] = []
    if key := headers.get("x-write-key", "").strip():
        found.append(Key(key))
    if authorization := headers.get("authorization", "").strip():
        found.append(_authorization(authorization))
    if not found and body_key:
        found.append(Key(body_key))
    if not found:
        raise Unauthorized("Send a write key or an access token.")
    if len(set(found)) > 1:
        raise InvalidRequest("X-Write-Key and Authorization say different things.", (Fault("", "two_credentials"),))
    return found[0]


def _authorization(value: str) -> Credential:
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "basic":
        return Key(_user_name(rest.strip()))
    if scheme.lower() == "bearer" and rest.strip():
        return Token(rest.strip())
    raise Unauthorized("The Authorization header holds neither Basic with a write key nor Bearer with a token.")


def _user_name(encoded: str) -> str:
    """The user name of Basic's credentials: of the password, which SDKs leave empty, nothing is asked."""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError) as wrong:
        raise Unauthorized("What follows Basic is not the Base64 of a write key and a colon.") from wrong
