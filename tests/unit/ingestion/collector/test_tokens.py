"""Which tokens are believed: what API Gateway's authorizer would let in, and nothing else."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from common.errors import Busy, ScopeMissing, Unauthorized
from ingestion.collector import tokens
from tests.unit.cloud import NOW
from tests.unit.ingestion.collector import issuer
from tests.unit.ingestion.collector.issuer import AUDIENCE, ISSUER, SCOPE, claims, token

SECONDS = int(NOW.timestamp())


def key_of(kid):
    """The issuer's published keys."""
    return jwt.PyJWK(issuer.published("one")["keys"][0], "RS256") if kid == "one" else None


def judged(text, at=NOW, find=key_of):
    return tokens.claims(text, find, issuer=ISSUER, audience=AUDIENCE, scope=SCOPE, at=at)


def part(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def by_hand(header, said, signature=b"x"):
    return f"{part(header)}.{part(said)}.{part(signature)}"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scope": SCOPE},
        {"scope": None, "scp": [SCOPE]},
        {"scope": None, "scp": f"other {SCOPE}"},
        {"scope": "other", "scp": ["more", SCOPE]},
        {"client_id": None, "aud": AUDIENCE},
        {"client_id": None, "aud": ["other", AUDIENCE]},
        {"client_id": "other", "aud": AUDIENCE},
        {"iat": None},
        {"nbf": SECONDS - 1},
        {"exp": SECONDS + 0.5},
    ],
)
def test_good_ones(changes):
    assert judged(token(claims(**changes)))["sub"] == "alice"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"iss": ISSUER + "/"},
        {"client_id": "other"},
        {"client_id": None},
        # Where there is an aud, client_id counts no longer.
        {"aud": "other"},
        {"aud": []},
        {"aud": {AUDIENCE: 1}},
        {"exp": None},
        {"exp": SECONDS},
        {"exp": str(SECONDS + 100)},
        {"exp": True},
        {"nbf": SECONDS + 10},
        {"iat": SECONDS + 10},
        {"iat": "yesterday"},
        {"sub": None},
        {"sub": 5},
    ],
)
def test_bad_claims(changes):
    with pytest.raises(Unauthorized):
        judged(token(claims(**changes)))


@pytest.mark.parametrize("scopes", [{"scope": None}, {"scope": "openid"}, {"scope": f"{SCOPE}s"}, {"scope": 7}])
def test_too_little_scope(scopes):
    with pytest.raises(ScopeMissing):
        judged(token(claims(**scopes)))


def test_a_token_expires_by_the_clock_of_the_request():
    text = token()
    assert judged(text, NOW + timedelta(minutes=4, seconds=59))
    with pytest.raises(Unauthorized):
        judged(text, NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "ä.ö.ü",
        ".".join(["e30"] * 3),
        by_hand({"alg": "RS256", "kid": "one"}, b"no json"),
        by_hand({"alg": "RS256", "kid": "one"}, claims()),
        by_hand({"alg": "none", "kid": "one"}, claims(), b""),
        by_hand({"alg": "RS256"}, claims()),
        by_hand({"alg": "RS256", "kid": 1}, claims()),
        by_hand({"alg": "RS256", "kid": None}, claims()),
        by_hand([], claims()),
        by_hand(b"[" * 5000, claims()),
    ],
)
def test_what_is_no_token(text):
    with pytest.raises(Unauthorized):
        judged(text)


def test_forged_ones():
    good = token()
    head, said, signature = good.split(".")
    for forged in (
        f"{head}.{part(claims(sub='root'))}.{signature}",
        f"{head}.{said}.",
        f"{head}.{said}.{signature[:-4]}AAAA",
        # Signed by another, who names the issuer's key.
        token(kid="two").replace(token(kid="two").split(".")[0], head),
        token(kid="two"),
    ):
        with pytest.raises(Unauthorized):
            judged(forged)


def test_the_public_key_is_no_shared_secret():
    public = issuer.key().public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    secret = public.public_bytes(serialization.Encoding.PEM, form)
    signed = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims())}"
    with pytest.raises(Unauthorized):
        judged(f"{signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}")


def test_other_algorithms_of_the_right_key_are_refused():
    for algorithm in ("RS512", "PS256"):
        with pytest.raises(Unauthorized):
            judged(jwt.encode(claims(), issuer.key(), algorithm, headers={"kid": "one"}))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "ES256", None])
def test_of_other_algorithms_no_key_is_looked_for(algorithm):
    def asked(_):
        raise AssertionError

    with pytest.raises(Unauthorized):
        judged(by_hand({"alg": algorithm, "kid": "made-up"}, claims()), find=asked)


def test_an_issuer_that_cannot_be_asked_refuses_nobody():
    def unreachable(_):
        raise Busy

    with pytest.raises(Busy):
        judged(token(), find=unreachable)
