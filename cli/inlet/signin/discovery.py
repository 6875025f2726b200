"""Where one signs in to an API: its metadata (RFC 9728) and, for endpoints that it leaves open, its issuer's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3.exceptions import HTTPError

from inlet.errors import NotSignedIn, Unreachable
from inlet.network.transport import Http

METADATA = "/.well-known/oauth-protected-resource"
ISSUER_METADATA = "/.well-known/openid-configuration"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Provider:
    """Who signs people in: the endpoints of OAuth 2.0, and what to ask there for."""

    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str | None
    scopes: tuple[str, ...]


def discover(api_url: str, http: Http, client_id: str | None = None) -> Provider:
    """The provider of the API at `api_url`. `client_id` goes before the one that the API names.

    Raises Unreachable when nobody answers there as an API of Inlet does, NotSignedIn when it names no client.
    """
    metadata = _document(http, api_url.rstrip("/") + METADATA)
    if not _same(str(metadata.get("resource", "")), api_url):
        raise Unreachable(f"what answers at {api_url} says that it is another API: {metadata.get('resource')!r}")
    try:
        told, (issuer, *_) = metadata["inlet"], metadata["authorization_servers"]
        client, scopes = client_id or told["clientId"], tuple(told["scopes"])
        endpoints = {name: told[f"{name}Endpoint"] for name in ("authorization", "token", "revocation")}
    except (KeyError, TypeError, ValueError) as missing:
        raise Unreachable(f"what answers at {api_url} is not Inlet's API: its metadata lacks {missing}") from missing
    if not all(isinstance(one, str) for one in (client or "", *scopes)):
        raise Unreachable(f"what answers at {api_url} is not Inlet's API: its client or its scopes are no texts")
    if not client:
        raise NotSignedIn("this API names no client to sign in with: give yours as --client-id")
    if not (endpoints["authorization"] and endpoints["token"]):
        endpoints, scopes = _of_issuer(http, str(issuer), scopes)
    for url in filter(None, endpoints.values()):
        require_private(url if isinstance(url, str) else "")
    return Provider(client, endpoints["authorization"], endpoints["token"], endpoints["revocation"], scopes)


def require_private(url: str) -> None:
    """Raises Unreachable unless nobody on the way can read what is sent to `url`: HTTPS, or this very machine."""
    parts = _split(url)
    private = url.startswith("https://") or (url.startswith("http://") and on_this_machine(url))
    # What cannot be printed could steer the terminal that shows the address, or the program that opens it.
    if not private or not parts or not parts.hostname or not url.isprintable() or " " in url:
        raise Unreachable(f"tokens are sent over https:// only (or to this machine), not to {url!r}")


def on_this_machine(url: str) -> bool:
    """Whether `url` leads to the loopback interface."""
    parts = _split(url)
    return parts is not None and (parts.hostname or "") in _LOOPBACK


def _of_issuer(http: Http, issuer: str, scopes: tuple[str, ...]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Endpoints and scopes by the issuer's metadata (OpenID Connect Discovery), which it may name itself only."""
    require_private(issuer)
    told = _document(http, issuer.rstrip("/") + ISSUER_METADATA)
    if not _same(str(told.get("issuer", "")), issuer):
        raise Unreachable(f"what answers at {issuer} says that it is another issuer: {told.get('issuer')!r}")
    endpoints = {name: told.get(f"{name}_endpoint") for name in ("authorization", "token", "revocation")}
    if not (endpoints["authorization"] and endpoints["token"]):
        raise Unreachable(f"the issuer {issuer} does not say where one signs in")
    # Without it such issuers give no refresh token; Cognito does, and knows no such scope.
    known = told.get("scopes_supported")
    offline = ("offline_access",) if isinstance(known, list) and "offline_access" in known else ()
    return endpoints, (*scopes, *offline)


def _document(http: Http, url: str) -> Mapping[str, Any]:
    require_private(url)
    try:
        answer = http.request("GET", url, headers={**http.headers, "Accept": "application/json"}, redirect=False)
    except HTTPError as lost:
        raise Unreachable(f"{url} cannot be reached: {str(lost).rpartition(': ')[2]}") from lost
    try:
        document = json.loads(answer.data)
    except (ValueError, RecursionError):
        document = None
    if answer.status != 200 or not isinstance(document, dict):
        raise Unreachable(f"{url} answered {answer.status}: is that the address of an Inlet API?")
    return document


def _same(one: str, other: str) -> bool:
    """Whether two addresses are one: this machine has several names, and a slash at the end means nothing."""
    return _plain(one) == _plain(other)


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None when it is none: brackets that do not close, a port that is no number."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _plain(url: str) -> tuple[str, str, int | None, str]:
    parts = _split(url)
    if parts is None:
        return "", url, None, ""
    host = "localhost" if on_this_machine(url) else parts.hostname or ""
    return parts.scheme, host, parts.port, parts.path.rstrip("/")
