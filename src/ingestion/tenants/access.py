"""Who may see and change what: members of a tenant, its projects, their uploads. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from common.errors import Fault, InvalidRequest, LastOwner, LimitReached, NotFound, OwnerRequired, TenantForbidden
from common.files.file import File

DEFAULT_PROJECT = "default"
# Each bounds a list of the API and the partition behind it; MAX_PROJECTS also the rows of a member.
MAX_TENANTS = 50
MAX_MEMBERS = 500
MAX_PROJECTS = 100
MAX_WRITE_KEYS = 50

_PROJECT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Role(StrEnum):
    """What a member is to a tenant. Owners see all of it; members what they are given."""

    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True)
class Membership:
    """One user in one tenant. `projects` are those that the user was put into; an owner sees the others too."""

    tenant: str
    user: str
    role: Role
    joined_at: datetime
    projects: frozenset[str] = frozenset()

    @property
    def owns(self) -> bool:
        """Whether the user is an owner of the tenant."""
        return self.role is Role.OWNER


@dataclass(frozen=True)
class Project:
    """A project of a tenant."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True)
class WriteKey:
    """A write key of a tenant, as it is known after it was made: by its id. `created_by` is a user."""

    id: str
    name: str
    created_at: datetime
    created_by: str


def chosen(memberships: Iterable[Membership], wanted: str | None) -> Membership:
    """The membership to act by: in the tenant `wanted`, or the only one there is.

    Raises TenantForbidden when `wanted` is not among them (whether it exists or not) or when there is none at all,
    InvalidRequest when there are several and none is named.
    """
    by_tenant = {one.tenant: one for one in memberships}
    if not by_tenant:
        raise TenantForbidden("You are in no tenant any more. POST /tenants makes one.")
    if wanted is not None:
        if wanted not in by_tenant:
            raise TenantForbidden
        return by_tenant[wanted]
    if len(by_tenant) > 1:
        raise InvalidRequest("You are in several tenants: name one in X-Tenant-ID.", (Fault("", "tenant_required"),))
    return next(iter(by_tenant.values()))


def is_project_id(text: str) -> bool:
    """Whether a project could have this id. What could not is never looked for."""
    return bool(_PROJECT_ID.fullmatch(text))


def sees_project(who: Membership, project: str) -> bool:
    """Whether a project of the tenant is there for `who`."""
    return who.owns or project in who.projects


def sees_file(who: Membership, file: File) -> bool:
    """Whether a file of the tenant is there for `who`: an owner's is every one, a member's are the own ones."""
    return who.owns or (file.owner == who.user and file.project in who.projects)


def require_owner(who: Membership) -> None:
    """Raises OwnerRequired when `who` is none."""
    if not who.owns:
        raise OwnerRequired


def require_removable(who: Membership, user: str) -> None:
    """Raises OwnerRequired when `who` may not take `user` out: an owner may take out anybody, a member themself."""
    if who.user != user:
        require_owner(who)


def require_owner_left(owners: int) -> None:
    """Raises LastOwner when of `owners` none may go, neither away nor to be a member."""
    if owners <= 1:
        raise LastOwner


def require_room(count: int, limit: int, of: str) -> None:
    """Raises LimitReached when `count` leaves no room for one more; `of` says of what."""
    if count >= limit:
        raise LimitReached(f"At most {limit} {of}.")


def require_found(present: bool) -> None:
    """Raises NotFound, which says the same of what is foreign and of what is missing."""
    if not present:
        raise NotFound
