"""An issuer of tokens inside the test: its keys, what it publishes of them, and what it signs."""

import json
from datetime import timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.unit.cloud import NOW

ISSUER = "https://issuer.example"
AUDIENCE = "client-1"
SCOPE = "inlet/api"


@cache
def key(kid: str = "one") -> rsa.RSAPrivateKey:
    """The private key of this id."""
    return rsa.generate_private_key(65537, 2048)


def published(*kids: str, **more: Any) -> dict[str, Any]:
    """The key set that the issuer publishes; `more` are members of every key."""
    found = (json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(kid).public_key())) for kid in kids or ("one",))
    named = zip(found, kids or ("one",), strict=True)
    return {"keys": [one | {"kid": kid, "alg": "RS256", "use": "sig"} | more for one, kid in named]}


def claims(**changes: Any) -> dict[str, Any]:
    """What a good access token of Alice's says at NOW; None takes a claim out."""
    good = {
        "iss": ISSUER,
        "sub": "alice",
        "client_id": AUDIENCE,
        "scope": f"openid {SCOPE}",
        "iat": int((NOW - timedelta(minutes=5)).timestamp()),
        "exp": int((NOW + timedelta(minutes=5)).timestamp()),
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(said: dict[str, Any] | None = None, kid: str = "one", **header: Any) -> str:
    """A token signed with the key of this id."""
    return jwt.encode(claims() if said is None else said, key(kid), "RS256", headers={"kid": kid} | header)
