"""Who is in which tenant, by the catalogue. Read consistently at every request, so a removal counts at once."""

import uuid
from datetime import datetime

from common import times
from common.errors import TenantForbidden
from ingestion.tenants import access, rows
from ingestion.tenants.access import Membership, Role
from ingestion.tenants.identity import User
from ingestion.tenants.rows import Row


def memberships(table: str, user: User, *, at: datetime) -> list[Membership]:
    """The tenants that `user` is in. A first call makes a personal one.

    Empty for who was taken out of the last one: a personal tenant is made once, and is not got back by asking.
    """
    return _of(table, user.id) or rows.settle(lambda: _first(table, user, at))


def seen(table: str, user: User, *, at: datetime) -> list[Membership]:
    """The same for who may only read: a first call makes nothing, and owns the personal tenant that is to be."""
    found = _of(table, user.id)
    if found or rows.read(table, rows.tenant(user.personal_tenant))[0]:
        return found
    return [Membership(user.personal_tenant, user.id, Role.OWNER, at)]


def _of(table: str, user_id: str) -> list[Membership]:
    found = rows.query(table, rows.user(user_id), "T#")
    return [membership(row, row["sk"]["S"].removeprefix("T#"), user_id) for row in found]


def membership(row: Row, tenant: str, user_id: str) -> Membership:
    """What either row of a membership says."""
    projects = frozenset(row.get("projects", {}).get("SS", ()))
    return Membership(tenant, user_id, Role(row["role"]["S"]), times.parse(row["createdAt"]["S"]), projects)


def _first(table: str, user: User, at: datetime) -> list[Membership]:
    (made,) = rows.read(table, rows.tenant(user.personal_tenant))
    if not made:
        rows.commit(*_founding(table, user.personal_tenant, "Personal", user.id, at))
    return _of(table, user.id)


def create(table: str, user_id: str, name: str, *, at: datetime) -> Membership:
    """Makes a tenant that `user_id` owns, with the default project. Raises LimitReached, or Busy when others write."""
    tenant = f"t-{uuid.uuid4().hex}"

    def change() -> Membership:
        (counted,) = rows.read(table, rows.user(user_id))
        access.require_room(count(counted, "tenants"), access.MAX_TENANTS, "tenants a user")
        rows.commit(*_founding(table, tenant, name, user_id, at))
        return Membership(tenant, user_id, Role.OWNER, at)

    return rows.settle(change)


def _founding(table: str, tenant: str, name: str, user_id: str, at: datetime) -> list[Row]:
    made = {"createdAt": {"S": times.text(at)}, "createdBy": {"S": user_id}}
    counts = {"owners": {"N": "1"}, "members": {"N": "1"}, "projects": {"N": "1"}}
    return [
        rows.put(table, rows.tenant(tenant) | {"name": {"S": name}} | counts | made),
        rows.put(table, rows.project(tenant, access.DEFAULT_PROJECT) | {"name": {"S": "Default"}} | made),
        *entering(table, tenant, user_id, Role.OWNER, by=user_id, at=at),
    ]


def entering(table: str, tenant: str, user_id: str, role: Role, *, by: str, at: datetime) -> list[Row]:
    """The writes that put a user into a tenant: both rows of the membership, and the count of the user's tenants."""
    made = {"role": {"S": role}, "createdAt": {"S": times.text(at)}, "createdBy": {"S": by}}
    return [
        rows.put(table, rows.member(tenant, user_id) | made),
        rows.put(table, rows.membership(user_id, tenant) | made),
        rows.update(
            table,
            rows.user(user_id),
            "ADD tenants :one",
            "attribute_not_exists(tenants) OR tenants < :limit",
            one=1,
            limit=access.MAX_TENANTS,
        ),
    ]


def acting(row: Row, who: Membership) -> Membership:
    """`who` as the tenant's row of the member has it by now. Raises TenantForbidden when it is gone."""
    if not row:
        raise TenantForbidden
    return membership(row, who.tenant, who.user)


def still_owner(table: str, who: Membership, target: str | None = None) -> list[Row]:
    """The demand that `who` owns the tenant in the very moment of a change to the row of member `target`.

    Nothing when they are the same: a transaction touches a row once, and conditions that one itself.
    """
    if who.user == target:
        return []
    return [rows.check(table, rows.member(who.tenant, who.user), "#role = :role", role=Role.OWNER.value)]


def names_of(table: str, memberships_: list[Membership]) -> list[str]:
    """The names of the tenants, in their order."""
    if not memberships_:
        return []
    found = rows.read(table, *(rows.tenant(one.tenant) for one in memberships_))
    return [row["name"]["S"] for row in found]


def count(row: Row, name: str) -> int:
    """A count that a row keeps."""
    return int(row.get(name, {"N": "0"})["N"])
