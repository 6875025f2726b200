"""Signing in as a browser does: hosted page, authorization code, PKCE. Only this way do tokens carry custom scopes."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3

from local.browser import Browser
from local.home import Trouble
from local.outputs import Outputs
from local.users import User

CALLBACK = "http://localhost:8765/callback"  # registered with the client; nothing listens there


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives, as JWTs; `access` is what the API takes, for an hour."""

    access: str
    id: str
    refresh: str


def sign_in(user: User, made: Outputs) -> Tokens:
    """Signs `user` in. Raises Trouble when the sign-in page refuses."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    code = _code(user, made, verifier, state)
    form = {
        "grant_type": "authorization_code",
        "client_id": made.user_pool_client_id,
        "redirect_uri": CALLBACK,
        "code": code,
        "code_verifier": verifier,
    }
    answer = urllib3.request(
        "POST",
        f"{made.sign_in_url}/oauth2/token",
        body=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if answer.status != 200:
        raise Trouble(f"the code was not exchanged for tokens: {answer.status} {answer.data.decode(errors='replace')}")
    told = answer.json()
    return Tokens(told["access_token"], told["id_token"], told["refresh_token"])


def _code(user: User, made: Outputs, verifier: str, state: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": made.user_pool_client_id,
        "redirect_uri": CALLBACK,
        "scope": f"openid email {made.scope}",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    browser = Browser(CALLBACK)
    browser.open(f"{made.sign_in_url}/oauth2/authorize?{urlencode(query)}")
    browser.submit(username=user.email, password=user.password)
    answer = parse_qs(urlsplit(browser.url).query)
    if not browser.home_again or answer.get("state") != [state] or "code" not in answer:
        raise Trouble(f"{user.email} was not let in: {answer.get('error_description', ['the page asks again'])[0]}")
    return answer["code"][0]
