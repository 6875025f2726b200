"""What a client gets to see of tenants, members and projects. Pure."""

from dataclasses import asdict
from typing import Any

from common import times
from common.files.usage import Amount
from ingestion.tenants.access import Membership, Project


def tenant(membership: Membership, name: str, usage: Amount, quota: Amount) -> dict[str, Any]:
    """A tenant, as one of its members sees it."""
    view = {"id": membership.tenant, "name": name, "role": membership.role.value}
    return view | {"usage": asdict(usage), "quota": asdict(quota)}


def member(found: Membership) -> dict[str, Any]:
    """A member of a tenant."""
    return {"userId": found.user, "role": found.role.value, "joinedAt": times.text(found.joined_at)}


def project(found: Project) -> dict[str, Any]:
    """A project."""
    return {"id": found.id, "name": found.name, "createdAt": times.text(found.created_at)}
