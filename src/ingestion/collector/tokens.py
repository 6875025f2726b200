"""Access tokens, judged as API Gateway's JWT authorizer judges them on the other routes. Pure but for the keys.

What is checked: developer guide of API Gateway, "Control access to HTTP APIs with JWT authorizers".
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import jwt

from common.errors import ScopeMissing, Unauthorized

# Others are refused, `none` and those with a shared secret among them: a public key must never be taken for one.
_ALGORITHM = "RS256"
_ONLY_THE_SIGNATURE = {
    f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")
}  # the rest is judged here, by the clock of the request


def claims(
    token: str, key_of: Callable[[str], jwt.PyJWK | None], *, issuer: str, audience: str, scope: str, at: datetime
) -> dict[str, Any]:
    """What the token says, once its signature and all that it must say are right; `key_of` finds keys by their id.

    Raises Unauthorized, ScopeMissing for a good token of too little scope, and what `key_of` raises.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != _ALGORITHM or not isinstance(header.get("kid"), str):
            raise Unauthorized
        key = key_of(header["kid"])
        if key is None:
            raise Unauthorized
        said: dict[str, Any] = jwt.decode(token, key, algorithms=[_ALGORITHM], options=_ONLY_THE_SIGNATURE)  # type: ignore[arg-type]
    except (jwt.InvalidTokenError, ValueError, RecursionError) as wrong:
        raise Unauthorized from wrong
    now = at.timestamp()
    times_right = _is_after(said.get("exp"), now) and all(
        name not in said or not _is_after(said[name], now) for name in ("nbf", "iat")
    )
    if not times_right or said.get("iss") != issuer or audience not in _audience(said):
        raise Unauthorized
    if not isinstance(said.get("sub"), str):
        raise Unauthorized
    if scope not in _scopes(said):
        raise ScopeMissing
    return said


def _is_after(value: Any, now: float) -> bool:
    """Whether `value` is later than `now`, both in seconds since 1970. Raises Unauthorized for what is no time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthorized
    return value > now


def _audience(said: dict[str, Any]) -> list[Any]:
    # client_id counts only where there is no aud: access tokens of Cognito have no other.
    named = said["aud"] if said.get("aud") is not None else said.get("client_id")
    return named if isinstance(named, list) else [named]


def _scopes(said: dict[str, Any]) -> set[Any]:
    found: set[Any] = set()
    for name in ("scope", "scp"):
        value = said.get(name)
        if isinstance(value, str):
            found |= set(value.split(" "))
        elif isinstance(value, list):
            found |= {one for one in value if isinstance(one, str)}
    return found
