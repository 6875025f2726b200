"""Members of a tenant in the catalogue. Each change is one transaction, conditional on what it was decided by."""

import dataclasses
from datetime import datetime

from ingestion.tenants import access, rows, tenancy
from ingestion.tenants.access import Membership, Role
from ingestion.tenants.rows import Row


def every(table: str, tenant: str) -> list[Membership]:
    """All memberships of the tenant, by user id."""
    found = rows.query(table, rows.tenant(tenant), "M#")
    return [tenancy.membership(row, tenant, row["sk"]["S"].removeprefix("M#")) for row in found]


def put(table: str, who: Membership, user: str, role: Role, *, at: datetime) -> Membership:
    """Makes `user` a member with this role, or gives a member another role, on behalf of `who`.

    Raises OwnerRequired when `who` is no owner (TenantForbidden: no member any more), LastOwner when the only owner
    would become a member, LimitReached when tenant or user is full, Busy when others keep changing the tenant.
    """

    def change() -> Membership:
        tenant, mine, theirs, counted = rows.read(
            table,
            rows.tenant(who.tenant),
            rows.member(who.tenant, who.user),
            rows.member(who.tenant, user),
            rows.user(user),
        )
        access.require_owner(tenancy.acting(mine, who))
        if not theirs:
            access.require_room(tenancy.count(tenant, "members"), access.MAX_MEMBERS, "members a tenant")
            access.require_room(tenancy.count(counted, "tenants"), access.MAX_TENANTS, "tenants a user")
            writes = _entering(table, who, user, role, at)
        elif theirs["role"]["S"] == role:
            return tenancy.membership(theirs, who.tenant, user)
        else:
            if role is Role.MEMBER:
                access.require_owner_left(tenancy.count(tenant, "owners"))
            writes = _changing(table, who.tenant, user, role)
        rows.commit(*writes, *tenancy.still_owner(table, who, user))
        if not theirs:
            return Membership(who.tenant, user, role, at)
        return dataclasses.replace(tenancy.membership(theirs, who.tenant, user), role=role)

    return rows.settle(change)


def _entering(table: str, who: Membership, user: str, role: Role, at: datetime) -> list[Row]:
    counts = "ADD members :one, owners :one" if role is Role.OWNER else "ADD members :one"
    return [
        rows.update(table, rows.tenant(who.tenant), counts, "members < :limit", one=1, limit=access.MAX_MEMBERS),
        *tenancy.entering(table, who.tenant, user, role, by=who.user, at=at),
    ]


def _changing(table: str, tenant: str, user: str, role: Role) -> list[Row]:
    old = Role.OWNER if role is Role.MEMBER else Role.MEMBER
    counted = rows.tenant(tenant)
    return [
        rows.update(table, counted, "ADD owners :less", "owners > :one", less=-1, one=1)
        if role is Role.MEMBER
        else rows.update(table, counted, "ADD owners :one", rows.THERE, one=1),
        *(
            rows.update(table, key, "SET #role = :role", "#role = :old", role=role.value, old=old.value)
            for key in (rows.member(tenant, user), rows.membership(user, tenant))
        ),
    ]


def remove(table: str, who: Membership, user: str) -> None:
    """Takes `user` out of the tenant and so out of its projects, on behalf of `who`.

    Raises OwnerRequired when `who` is neither an owner nor `user` (TenantForbidden: no member any more), NotFound when
    `user` is no member, LastOwner when nobody would own the tenant, Busy when others keep changing it.
    """

    def change() -> None:
        tenant, mine, theirs = rows.read(
            table, rows.tenant(who.tenant), rows.member(who.tenant, who.user), rows.member(who.tenant, user)
        )
        access.require_removable(tenancy.acting(mine, who), user)
        access.require_found(bool(theirs))
        role = Role(theirs["role"]["S"])
        if role is Role.OWNER:
            access.require_owner_left(tenancy.count(tenant, "owners"))
        rows.commit(*_leaving(table, who.tenant, user, role), *tenancy.still_owner(table, who, user))

    rows.settle(change)


def _leaving(table: str, tenant: str, user: str, role: Role) -> list[Row]:
    counted = rows.tenant(tenant)
    return [
        rows.update(table, counted, "ADD members :less, owners :less", "owners > :one", less=-1, one=1)
        if role is Role.OWNER
        else rows.update(table, counted, "ADD members :less", rows.THERE, less=-1),
        rows.delete(table, rows.member(tenant, user), "#role = :role", role=role.value),
        rows.delete(table, rows.membership(user, tenant), rows.THERE),
        rows.update(table, rows.user(user), "ADD tenants :less", rows.THERE, less=-1),
    ]
