"""Projects of a tenant in the catalogue. Who is in one stands in the membership itself and ends with it."""

from datetime import datetime

from common import times
from common.errors import NotAMember, ProjectExists
from ingestion.tenants import access, members, rows, tenancy
from ingestion.tenants.access import Membership, Project
from ingestion.tenants.rows import Row


def seen(table: str, who: Membership) -> list[Project]:
    """The projects that are there for `who`, by id."""
    found = rows.query(table, rows.tenant(who.tenant), "P#")
    projects = [_project(row, row["sk"]["S"].removeprefix("P#")) for row in found]
    return [project for project in projects if access.sees_project(who, project.id)]


def _project(row: Row, project_id: str) -> Project:
    return Project(project_id, row["name"]["S"], times.parse(row["createdAt"]["S"]))


def is_seen(table: str, who: Membership, project: str) -> bool:
    """Whether `project` is there for `who`: no for what is not the user's just as for what never was."""
    if not access.is_project_id(project) or not access.sees_project(who, project):
        return False
    # Every tenant has the default one, and whoever is in a project knows that it is there: most requests ask nothing.
    if project == access.DEFAULT_PROJECT or project in who.projects:
        return True
    return bool(rows.read(table, rows.project(who.tenant, project))[0])


def create(table: str, who: Membership, project: str, name: str, *, at: datetime) -> Project:
    """Makes a project on behalf of `who`.

    Raises OwnerRequired when `who` is no owner (TenantForbidden: no member any more), ProjectExists,
    LimitReached, Busy.
    """

    def change() -> Project:
        tenant, mine, there = rows.read(
            table, rows.tenant(who.tenant), rows.member(who.tenant, who.user), rows.project(who.tenant, project)
        )
        access.require_owner(tenancy.acting(mine, who))
        if there:
            raise ProjectExists
        access.require_room(tenancy.count(tenant, "projects"), access.MAX_PROJECTS, "projects a tenant")
        made = {"name": {"S": name}, "createdAt": {"S": times.text(at)}, "createdBy": {"S": who.user}}
        limit = {"one": 1, "limit": access.MAX_PROJECTS}
        rows.commit(
            rows.update(table, rows.tenant(who.tenant), "ADD projects :one", "projects < :limit", **limit),
            rows.put(table, rows.project(who.tenant, project) | made),
            *tenancy.still_owner(table, who),
        )
        return Project(project, name, at)

    return rows.settle(change)


def members_of(table: str, tenant: str, project: str) -> list[Membership]:
    """The members of the tenant that were put into the project, by id."""
    return [one for one in members.every(table, tenant) if project in one.projects]


def add(table: str, who: Membership, project: str, user: str) -> Membership:
    """Puts `user` into a project that is there, on behalf of `who`.

    Raises OwnerRequired when `who` is no owner (TenantForbidden: no member any more), NotAMember when `user` is not in
    the tenant, Busy.
    """

    def change() -> Membership:
        mine, theirs = rows.read(table, rows.member(who.tenant, who.user), rows.member(who.tenant, user))
        access.require_owner(tenancy.acting(mine, who))
        if not theirs:
            raise NotAMember
        member = tenancy.membership(theirs, who.tenant, user)
        if project not in member.projects:
            _commit(table, who, member, "ADD projects :projects", project)
        return member

    return rows.settle(change)


def remove(table: str, who: Membership, project: str, user: str) -> None:
    """Takes `user` out of a project, on behalf of `who`.

    Raises OwnerRequired when `who` is neither an owner nor `user` (TenantForbidden: no member any more), NotFound when
    `user` is not in the project, Busy.
    """

    def change() -> None:
        mine, theirs = rows.read(table, rows.member(who.tenant, who.user), rows.member(who.tenant, user))
        access.require_removable(tenancy.acting(mine, who), user)
        access.require_found(bool(theirs))
        member = tenancy.membership(theirs, who.tenant, user)
        access.require_found(project in member.projects)
        _commit(table, who, member, "DELETE projects :projects", project)

    rows.settle(change)


def _commit(table: str, who: Membership, member: Membership, change: str, project: str) -> None:
    # As long as the role is what it was, the membership is there.
    values = {"projects": {project}, "role": member.role.value}
    keys = (rows.member(who.tenant, member.user), rows.membership(member.user, who.tenant))
    writes = [rows.update(table, key, change, "#role = :role", **values) for key in keys]
    rows.commit(*writes, *tenancy.still_owner(table, who, member.user))
