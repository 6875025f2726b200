"""HTTP entry of files: `/files` and what lies below it."""

from collections.abc import Callable
from functools import cache

from common import settings
from ingestion.files import content_routes, file_routes, history_routes, processing_routes
from ingestion.files.file_settings import Settings
from ingestion.files.listing import list_routes
from ingestion.tenants import asking
from ingestion.tenants.access import Membership
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Membership, Settings], http.Response]] = {
    "GET /files": list_routes.every,
    "GET /files/{id}": file_routes.show,
    "GET /files/{id}/history": history_routes.every,
    "GET /files/{id}/content": content_routes.send_to,
    "POST /files/{id}/reprocess": processing_routes.ask_again,
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
        return route(request, who, _settings())
