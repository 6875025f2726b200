"""How clients find the sign-in: the API's metadata as a protected resource (RFC 9728), with what Inlet's own add."""

import json
from dataclasses import dataclass
from typing import Any

from common import settings


def _scopes(text: str) -> tuple[str, ...]:
    """Raises Malformed when the text is no JSON list of scopes."""
    scopes = json.loads(text)
    if not isinstance(scopes, list) or not all(isinstance(scope, str) and scope for scope in scopes):
        raise settings.Malformed("a JSON list of scopes is wanted")
    return tuple(scopes)


@dataclass(frozen=True)
class Settings:
    """What the function's environment says. An empty endpoint is to be found in the issuer's own metadata."""

    api_url: str
    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    required_scope: str
    sign_in_scopes: tuple[str, ...] = settings.parsed(_scopes)


def metadata(given: Settings) -> dict[str, Any]:
    """The members of RFC 9728, section 2, and in `inlet` what a client of Inlet needs to have people sign in."""
    return {
        "resource": given.api_url,
        "authorization_servers": [given.issuer],
        "scopes_supported": [given.required_scope],
        "bearer_methods_supported": ["header"],
        "inlet": {
            "clientId": given.client_id or None,
            "authorizationEndpoint": given.authorization_endpoint or None,
            "tokenEndpoint": given.token_endpoint or None,
            "revocationEndpoint": given.revocation_endpoint or None,
            "scopes": list(given.sign_in_scopes),
        },
    }
