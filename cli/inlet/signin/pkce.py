"""Proof that who redeems a code is who asked for it (RFC 7636, S256), and the address that a browser is sent to."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from inlet.signin.discovery import Provider


def _secret(octets: int) -> str:
    return secrets.token_urlsafe(octets)


@dataclass(frozen=True)
class Attempt:
    """One sign-in: `state` ties the answer to it, `verifier` the code. Both are drawn anew, and never shown."""

    redirect_uri: str
    state: str = field(default_factory=lambda: _secret(24), repr=False)
    verifier: str = field(default_factory=lambda: _secret(48), repr=False)  # 64 characters; 43 to 128 are allowed

    @property
    def challenge(self) -> str:
        """What is shown of the verifier before it is used."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def url(self, provider: Provider) -> str:
        """Where the browser begins."""
        query = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(provider.scopes),
            "state": self.state,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(provider.authorization_endpoint).query else "?"
        return f"{provider.authorization_endpoint}{joint}{urlencode(query)}"
