"""HTTP entry of tenancy: `/tenants` with their members, `/projects` with theirs, `/write-keys`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from common import logs, settings
from common.errors import Fault, InvalidRequest
from common.files import usage
from ingestion.tenants import access, identity, members, projects, quotas, tenancy, titles, views, write_key_routes
from ingestion.tenants.access import Membership, Role
from ingestion.tenants.identity import User
from ingestion.web import http


@dataclass(frozen=True)
class Settings:
    """What the function's environment says."""

    catalog_table: str
    quotas: usage.Amount = settings.parsed(usage.parse)


@cache
def _settings() -> Settings:
    return settings.read(Settings)


def _table() -> str:
    return _settings().catalog_table


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) behind the JWT authorizer in; `{statusCode, headers, body}` out.

    Errors: the kinds in common.errors, as problem+json.
    """
    user = identity.user(request.claims)
    memberships = tenancy.memberships(_table(), user, at=request.time)
    if request.route in _OF_USER:
        with logs.bound(userId=user.id):
            return _OF_USER[request.route](request, user, memberships)
    route = http.routed(_IN_TENANT, request)
    in_path = request.route.partition(" ")[2].startswith("/tenants/")
    wanted = request.path["id"] if in_path else request.headers.get("x-tenant-id")
    who = access.chosen(memberships, wanted)
    with logs.bound(tenantId=who.tenant, userId=user.id):
        return route(request, who)


def _tenants(_: http.Request, user: User, memberships: list[Membership]) -> http.Response:
    names_ = tenancy.names_of(_table(), memberships)
    used = quotas.used_by(_table(), [one.tenant for one in memberships])
    tenants = [views.tenant(*each, _settings().quotas) for each in zip(memberships, names_, used, strict=True)]
    return http.answer(200, {"userId": user.id, **http.items(tenants)})


def _create_tenant(request: http.Request, user: User, _: list[Membership]) -> http.Response:
    name = titles.given(request)
    made = tenancy.create(_table(), user.id, name, at=request.time)
    logs.info("tenant created", tenantId=made.tenant)
    return http.answer(201, views.tenant(made, name, usage.NOTHING, _settings().quotas))


def _members(_: http.Request, who: Membership) -> http.Response:
    return http.answer(200, http.items([views.member(one) for one in members.every(_table(), who.tenant)]))


def _put_member(request: http.Request, who: Membership) -> http.Response:
    access.require_owner(who)
    user, role = _user(request), Role(request.body["role"])
    member = members.put(_table(), who, user, role, at=request.time)
    logs.info("member put", member=user, role=role)
    return http.answer(200, views.member(member))


def _remove_member(request: http.Request, who: Membership) -> http.Response:
    user = request.path["user"]
    access.require_removable(who, user)
    access.require_found(identity.is_user_id(user))
    members.remove(_table(), who, user)
    logs.info("member removed", member=user)
    return http.answer(204)


def _projects(_: http.Request, who: Membership) -> http.Response:
    return http.answer(200, http.items([views.project(one) for one in projects.seen(_table(), who)]))


def _create_project(request: http.Request, who: Membership) -> http.Response:
    access.require_owner(who)
    project = projects.create(_table(), who, request.body["id"], titles.given(request), at=request.time)
    logs.info("project created", projectId=project.id)
    return http.answer(201, views.project(project))


def _project_members(request: http.Request, who: Membership) -> http.Response:
    found = projects.members_of(_table(), who.tenant, _project(request, who))
    return http.answer(200, http.items([views.member(one) for one in found]))


def _put_project_member(request: http.Request, who: Membership) -> http.Response:
    project = _project(request, who)
    access.require_owner(who)
    member = projects.add(_table(), who, project, _user(request))
    logs.info("project member put", projectId=project, member=member.user)
    return http.answer(200, views.member(member))


def _remove_project_member(request: http.Request, who: Membership) -> http.Response:
    project, user = _project(request, who), request.path["user"]
    access.require_removable(who, user)
    access.require_found(identity.is_user_id(user))
    projects.remove(_table(), who, project, user)
    logs.info("project member removed", projectId=project, member=user)
    return http.answer(204)


def _project(request: http.Request, who: Membership) -> str:
    """The project that the path names. Raises NotFound: for what is another's just as for what never was."""
    project = request.path["id"]
    access.require_found(projects.is_seen(_table(), who, project))
    return project


def _write_keys(_: http.Request, who: Membership) -> http.Response:
    return write_key_routes.show(_table(), who)


def _create_write_key(request: http.Request, who: Membership) -> http.Response:
    return write_key_routes.create(_table(), request, who)


def _revoke_write_key(request: http.Request, who: Membership) -> http.Response:
    return write_key_routes.revoke(_table(), request, who)


def _user(request: http.Request) -> str:
    """The user that the path names. Raises InvalidRequest when no user could have such an id."""
    user = request.path["user"]
    if not identity.is_user_id(user):
        raise InvalidRequest("GET /tenants tells users their id.", (Fault("/user", "pattern"),))
    return user


_OF_USER: dict[str, Callable[[http.Request, User, list[Membership]], http.Response]] = {
    "GET /tenants": _tenants,
    "POST /tenants": _create_tenant,
}
_IN_TENANT: dict[str, Callable[[http.Request, Membership], http.Response]] = {
    "GET /tenants/{id}/members": _members,
    "PUT /tenants/{id}/members/{user}": _put_member,
    "DELETE /tenants/{id}/members/{user}": _remove_member,
    "GET /projects": _projects,
    "POST /projects": _create_project,
    "GET /projects/{id}/members": _project_members,
    "PUT /projects/{id}/members/{user}": _put_project_member,
    "DELETE /projects/{id}/members/{user}": _remove_project_member,
    "GET /write-keys": _write_keys,
    "POST /write-keys": _create_write_key,
    "DELETE /write-keys/{id}": _revoke_write_key,
}
_ROUTES = {**_OF_USER, **_IN_TENANT}
