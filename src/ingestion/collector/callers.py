"""Who sends events: a program with a write key of a tenant, or a user with a token, who acts in one of theirs."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from common.errors import TenantForbidden, Unauthorized
from ingestion.collector import credentials, known_keys
from ingestion.collector.credentials import Key, Token
from ingestion.tenants import access, identity, tenancy

if TYPE_CHECKING:
    from ingestion.collector.issuer_keys import IssuerKeys


@dataclass(frozen=True)
class Trust:
    """Where write keys and memberships stand, and whose tokens with which audience and scope are believed.

    `jwks_url` is where the issuer's keys are; empty where its own metadata says it.
    """

    catalog_table: str
    issuer: str
    audience: str
    required_scope: str
    jwks_url: str


@dataclass(frozen=True)
class Caller:
    """For which tenant events come, and from whom: `source` is the id of a write key (`k-…`) or a user (`u-…`)."""

    tenant: str
    source: str


def caller(headers: dict[str, str], body_key: str | None, conf: Trust, at: datetime) -> Caller:
    """Who is asking at `at`, by headers (names in lower case) and perhaps the body's write key.

    Raises Unauthorized, ScopeMissing, TenantForbidden (X-Tenant-ID names one that is not theirs), InvalidRequest
    (credentials that contradict each other; a user of several tenants who names none), Busy.
    """
    credential = credentials.given(headers, body_key)
    wanted = headers.get("x-tenant-id")
    if isinstance(credential, Key):
        return _program(credential, wanted, conf, at)
    return _user(credential, wanted, conf, at)


def _program(key: Key, wanted: str | None, conf: Trust, at: datetime) -> Caller:
    holder = known_keys.holder(conf.catalog_table, key.text, at)
    if holder is None:
        raise Unauthorized("This is no write key, or none any more.")
    if wanted not in (None, holder.tenant):
        raise TenantForbidden("The write key is not one of this tenant's.")
    return Caller(holder.tenant, holder.key_id)


def _user(token: Token, wanted: str | None, conf: Trust, at: datetime) -> Caller:
    # Few requests come with a token; cryptography would be dear to every cold start.
    from ingestion.collector import tokens  # noqa: PLC0415

    keys = _issuer_keys(conf.issuer, conf.jwks_url)
    claims = tokens.claims(
        token.text,
        lambda kid: keys.find(kid, at),
        issuer=conf.issuer,
        audience=conf.audience,
        scope=conf.required_scope,
        at=at,
    )
    who = access.chosen(tenancy.memberships(conf.catalog_table, identity.user(claims), at=at), wanted)
    return Caller(who.tenant, who.user)


@cache
def _issuer_keys(issuer: str, jwks_url: str) -> "IssuerKeys":
    from ingestion.collector.issuer_keys import IssuerKeys  # noqa: PLC0415 - as above

    return IssuerKeys(issuer, jwks_url)
