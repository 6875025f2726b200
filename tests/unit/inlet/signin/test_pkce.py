"""What a browser is sent to the sign-in with."""

import dataclasses
import re
from urllib.parse import parse_qs, urlsplit

from inlet.signin.pkce import Attempt
from tests.unit.inlet.signin.fakes import PROVIDER

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_challenge_is_that_of_the_rfc():
    assert Attempt("x", verifier=VERIFIER).challenge == CHALLENGE


def test_each_attempt_draws_its_own_secrets_and_shows_none():
    one, other = Attempt("x"), Attempt("x")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43,128}", one.verifier)
    assert len(one.state) >= 22  # 128 bits and more
    assert {one.verifier, one.state}.isdisjoint({other.verifier, other.state})
    assert one.verifier not in repr(one)
    assert one.state not in repr(one)


def test_the_address_asks_for_a_code_and_holds_no_verifier():
    attempt = Attempt("http://localhost:8765/callback")
    url = attempt.url(PROVIDER)
    assert url.startswith("https://login.example/oauth2/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": ["client-1"],
        "redirect_uri": ["http://localhost:8765/callback"],
        "scope": ["openid inlet/api"],
        "state": [attempt.state],
        "code_challenge": [attempt.challenge],
        "code_challenge_method": ["S256"],
    }
    assert attempt.verifier not in url


def test_an_endpoint_may_have_a_query_of_its_own():
    provider = dataclasses.replace(PROVIDER, authorization_endpoint="https://login.example/authorize?tenant=7")
    assert Attempt("x").url(provider).startswith("https://login.example/authorize?tenant=7&response_type=code&")
