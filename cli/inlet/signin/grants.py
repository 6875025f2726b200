"""The token endpoint: a code or a refresh token becomes tokens (RFC 6749), a refresh token becomes void (RFC 7009)."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

from inlet.errors import NotSignedIn, Unreachable
from inlet.network.transport import Http
from inlet.signin.discovery import Provider
from inlet.signin.pkce import Attempt

_DEFAULT_SECONDS = 3600  # where an issuer does not say how long its tokens live


@dataclass(frozen=True)
class Tokens:
    """What a sign-in gives. `access` is for the API; `expires_at` is in epoch seconds. None is ever shown."""

    access: str = field(repr=False)
    expires_at: float
    refresh: str | None = field(default=None, repr=False)
    id: str | None = field(default=None, repr=False)


def redeem(provider: Provider, attempt: Attempt, code: str, http: Http) -> Tokens:
    """The tokens for a code. Raises NotSignedIn when the issuer gives none, Unreachable when it does not answer."""
    form = {"grant_type": "authorization_code", "redirect_uri": attempt.redirect_uri, "code": code}
    return _tokens(_posted(http, provider, form | {"code_verifier": attempt.verifier}))


def refreshed(provider: Provider, tokens: Tokens, http: Http) -> Tokens:
    """New tokens by the refresh token, which stays good unless the issuer gives another. Raises as `redeem` does."""
    if not tokens.refresh:
        raise NotSignedIn("the sign-in has expired: inlet login")
    told = _posted(http, provider, {"grant_type": "refresh_token", "refresh_token": tokens.refresh})
    new = _tokens(told)
    return Tokens(new.access, new.expires_at, new.refresh or tokens.refresh, new.id or tokens.id)


def revoke(provider: Provider, tokens: Tokens, http: Http) -> bool:
    """Makes the refresh token void, and with Cognito all that came of it. Whether the issuer confirmed that."""
    if not (provider.revocation_endpoint and tokens.refresh):
        return False
    form = {"token": tokens.refresh, "client_id": provider.client_id}
    try:
        return _post(http, provider.revocation_endpoint, form).status == 200
    except HTTPError:
        return False


def _posted(http: Http, provider: Provider, form: dict[str, str]) -> dict[str, Any]:
    try:
        answer = _post(http, provider.token_endpoint, form | {"client_id": provider.client_id})
    except HTTPError as lost:
        raise Unreachable(f"{provider.token_endpoint} cannot be reached: {str(lost).rpartition(': ')[2]}") from lost
    try:
        told = json.loads(answer.data)
    except (ValueError, RecursionError):
        told = None
    told = told if isinstance(told, dict) else {}
    if answer.status == 200 and isinstance(told.get("access_token"), str):
        return told
    # Only this is the issuer's no (RFC 6749, 5.2). All else is a server too busy, or something before it, and passes.
    if answer.status in (400, 401) and isinstance(told.get("error"), str):
        why = told.get("error_description") or told["error"]
        raise NotSignedIn(f"the sign-in is not taken (any more), sign in again: {why}")
    raise Unreachable(f"{provider.token_endpoint} answered {answer.status}, and gave no token")


def _post(http: Http, url: str, form: dict[str, str]) -> urllib3.BaseHTTPResponse:
    headers = {**http.headers, "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    # A redirect would lead secrets elsewhere.
    return http.request("POST", url, body=urlencode(form), headers=headers, redirect=False)


def _tokens(told: dict[str, Any]) -> Tokens:
    seconds = told.get("expires_in")
    lasting = seconds if isinstance(seconds, int | float) else _DEFAULT_SECONDS
    return Tokens(told["access_token"], time.time() + lasting, told.get("refresh_token"), told.get("id_token"))
