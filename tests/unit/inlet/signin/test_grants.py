"""Signing out at the issuer, and who a token says one is."""

import base64
import dataclasses
import json

import pytest
from urllib3.exceptions import HTTPError

from inlet.signin import claims, grants
from tests.unit.inlet.signin.fakes import PROVIDER, TOKENS, Servers


def test_the_refresh_token_is_made_void():
    servers = Servers({PROVIDER.revocation_endpoint: (200, b"")})
    assert grants.revoke(PROVIDER, TOKENS, servers)
    assert servers.asked == [("POST", PROVIDER.revocation_endpoint, {"token": "refresh-1", "client_id": "client-1"})]


@pytest.mark.parametrize("answer", [(400, b"{}"), (302, b""), HTTPError("lost")])
def test_what_was_not_confirmed_is_not_claimed(answer):
    assert not grants.revoke(PROVIDER, TOKENS, Servers({PROVIDER.revocation_endpoint: answer}))


def test_where_there_is_nothing_to_revoke_nobody_is_asked():
    assert not grants.revoke(dataclasses.replace(PROVIDER, revocation_endpoint=None), TOKENS, Servers({}))
    assert not grants.revoke(PROVIDER, dataclasses.replace(TOKENS, refresh=None), Servers({}))


def token(told):
    return f"e30.{base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b'=').decode()}.signature"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (token({"email": "ada@example.com", "sub": "1"}), "ada@example.com"),
        (token({"username": "ada", "sub": "1"}), "ada"),
        (token({"sub": "1"}), "1"),
        (token({}), None),
        (token([]), None),
        ("opaque", None),
        ("a.!.c", None),
        ("a.\u00fc.c", None),
        ("", None),
        (None, None),
    ],
)
def test_a_token_names_its_user_if_it_can_be_read(given, name):
    assert claims.name(given) == name
