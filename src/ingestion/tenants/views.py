"""What a client gets to see of tenants, members, projects and write keys. Pure."""

from dataclasses import asdict
from typing import Any

from common import times
from common.files.usage import Amount
from ingestion.tenants.access import Membership, Project, WriteKey


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


def write_key(found: WriteKey) -> dict[str, Any]:
    """A write key without the key."""
    made = {"createdAt": times.text(found.created_at), "createdBy": found.created_by}
    return {"id": found.id, "name": found.name, **made}


def new_write_key(made: WriteKey, key: str) -> dict[str, Any]:
    """A write key with the key, for the one who has just made it."""
    return {"id": made.id, "name": made.name, "key": key, "createdAt": times.text(made.created_at)}
