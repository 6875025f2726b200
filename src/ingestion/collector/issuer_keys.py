"""The public keys of the issuer of tokens, fetched from where it publishes them and kept by this container."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import urllib3

from common import logs
from common.errors import Busy

# A key that the issuer withdraws is believed for an hour more; where it cannot be reached two, as by API Gateway.
FRESH = timedelta(hours=1)
BELIEVED = timedelta(hours=2)
# Whoever makes up key ids makes us ask the issuer once a minute. After a failure it is asked again sooner.
AGAIN = timedelta(minutes=1)
AFTER_FAILURE = timedelta(seconds=5)
_MOST_BYTES = 256 * 1024
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Unreachable(Exception):
    """The issuer did not tell its keys; the text says why."""


class IssuerKeys:
    """The RS256 keys of one issuer. Without a `jwks_url` its own metadata says where they are (OpenID Discovery)."""

    def __init__(self, issuer: str, jwks_url: str = "") -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = _LONG_AGO
        self._ask_again_at = _LONG_AGO
        self._told = False  # when it was last asked

    def find(self, kid: str, at: datetime) -> jwt.PyJWK | None:
        """The key of this id at `at`; None when the issuer has none. Raises Busy when the issuer cannot be asked."""
        wanting = kid not in self._keys or at - self._fetched_at >= FRESH
        if wanting and at >= self._ask_again_at:
            try:
                self._keys = _usable(fetched(self._jwks_url or _discovered(self._issuer)))
                self._fetched_at, self._ask_again_at, self._told = at, at + AGAIN, True
            except Unreachable as failure:
                logs.failure("the issuer does not tell its keys", reason=str(failure))
                self._ask_again_at, self._told = at + AFTER_FAILURE, False
        # An id that is not known may be a new key: nobody is refused for what could not be asked.
        if at - self._fetched_at >= BELIEVED or (kid not in self._keys and not self._told):
            raise Busy
        return self._keys.get(kid)


def _discovered(issuer: str) -> str:
    said = fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    url = said.get("jwks_uri")
    if said.get("issuer") != issuer or not isinstance(url, str) or not url.startswith("https://"):
        raise Unreachable("its metadata is another issuer's, or names no address of keys")
    return url


def fetched(url: str) -> dict[str, Any]:
    """The JSON object at `url`. Raises Unreachable."""
    try:
        with urllib3.PoolManager() as connections:
            answer = connections.request(
                "GET",
                url,
                timeout=urllib3.Timeout(connect=1, read=2),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            if answer.status != 200:
                raise Unreachable(f"it answered {answer.status}")
            text = answer.read(_MOST_BYTES + 1)
    except (urllib3.exceptions.HTTPError, OSError) as failure:
        raise Unreachable(type(failure).__name__) from failure
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Unreachable("its answer is no JSON") from wrong
    if not isinstance(said, dict):
        raise Unreachable("its answer is no JSON object")
    return said


def _usable(jwks: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    """The keys that may sign tokens, by id. What else stands beside them (other kinds, other uses) is passed over."""
    listed = jwks.get("keys")
    if not isinstance(listed, list):
        raise Unreachable("its answer lists no keys")
    found: dict[str, jwt.PyJWK] = {}
    for one in listed:
        if not isinstance(one, dict) or not isinstance(one.get("kid"), str):
            continue
        if one.get("kty") == "RSA" and one.get("use", "sig") == "sig" and one.get("alg", "RS256") == "RS256":
            try:
                found[one["kid"]] = jwt.PyJWK(one, "RS256")
            except (jwt.PyJWTError, ValueError, TypeError):
                logs.failure("a key of the issuer cannot be read")
    return found
