"""HTTP entry of uploads: `/upload`, `/uploads` and what lies below it."""

from collections.abc import Callable
from functools import cache

from common import settings
from ingestion.tenants import asking, tenancy
from ingestion.uploads import part_routes, sign_routes, upload_routes
from ingestion.uploads.promises import Asker
from ingestion.uploads.upload_settings import Settings
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Asker, Settings], http.Response]] = {
    "GET /upload": sign_routes.one,
    "POST /uploads": sign_routes.many,
    "GET /uploads/{id}": upload_routes.show,
    "DELETE /uploads/{id}": upload_routes.abort,
    "POST /uploads/{id}/parts": part_routes.sign,
    "POST /uploads/{id}/complete": part_routes.complete,
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
    with asking.member(request, _settings().catalog_table, tenancy.memberships) as who:
        return route(request, Asker(who, request.id, request.time), _settings())
