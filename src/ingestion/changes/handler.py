"""HTTP entry of changes to files: what `/files` has besides reading."""

from collections.abc import Callable
from functools import cache

from common import logs, settings
from common.errors import RouteNotFound
from ingestion.changes import batch_routes, change_routes
from ingestion.changes.acting import Actor
from ingestion.changes.change_settings import Settings
from ingestion.tenants import access, identity, tenancy
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Actor], http.Response]] = {
    "PATCH /files/{id}": change_routes.patch,
    "DELETE /files/{id}": change_routes.delete,
    "POST /files/{id}/restore": change_routes.restore,
    "POST /files/batch": batch_routes.many,
}


@cache
def _settings() -> Settings:
    return settings.read(Settings)


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) behind the JWT authorizer in; `{statusCode, headers, body}` out.

    Errors: the kinds in common.errors, as problem+json.
    """
    route = _ROUTES.get(request.route)
    if route is None:
        raise RouteNotFound
    user = identity.user(request.claims)
    # Only looked for: who has no tenant yet has no files.
    memberships = tenancy.seen(_settings().catalog_table, user, at=request.time)
    who = access.chosen(memberships, request.headers.get("x-tenant-id"))
    with logs.bound(tenantId=who.tenant, userId=who.user):
        return route(request, Actor(who, _settings(), request.time, request.id))
