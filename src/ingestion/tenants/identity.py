"""Who is asking: a user is an issuer and a subject, known to everything behind by one opaque id. Pure."""

import hashlib
import re
from dataclasses import dataclass

from common.errors import Unauthorized

_USER_ID = re.compile(r"u-[0-9a-f]{32}")


@dataclass(frozen=True)
class User:
    """A person or program that a token stands for. `id` and `personal_tenant` follow from issuer and subject alone."""

    id: str
    personal_tenant: str


def user(claims: dict[str, str]) -> User:
    """The user of a verified token's claims. Raises Unauthorized when they name no issuer or subject."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not issuer or not subject:
        raise Unauthorized
    digest = hashlib.sha256(f"{issuer}#{subject}".encode()).hexdigest()
    # Derived, not drawn: two first calls at once mean the same tenant.
    tenant = hashlib.sha256(f"tenant of {digest}".encode()).hexdigest()
    return User(id=f"u-{digest[:32]}", personal_tenant=f"t-{tenant[:32]}")


def is_user_id(text: str) -> bool:
    """Whether a user could have this id."""
    return bool(_USER_ID.fullmatch(text))
