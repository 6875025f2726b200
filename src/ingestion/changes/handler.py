"""HTTP entry of changes to files: what `/files` has besides reading."""

from collections.abc import Callable
from functools import cache

from common import settings
from ingestion.changes import batch_routes, change_routes
from ingestion.changes.acting import Actor
from ingestion.changes.change_settings import Settings
from ingestion.tenants import asking
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
    route = http.routed(_ROUTES, request)
    with asking.member(request, _settings().catalog_table) as who:
        return route(request, Actor(who, _settings(), request.time, request.id))
