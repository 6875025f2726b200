"""HTTP entry of what came of events: `/events` to read, `/stats`, `/bad-events`."""

from collections.abc import Callable
from functools import cache

from common import settings
from ingestion.reader import bad_routes, event_routes, stats_routes
from ingestion.reader.reader_settings import Settings
from ingestion.tenants import asking
from ingestion.tenants.access import Membership
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Membership, Settings], http.Response]] = {
    "GET /events": event_routes.every,
    "GET /stats": stats_routes.show,
    "GET /bad-events": bad_routes.every,
    "GET /bad-events/{id}": bad_routes.show,
    "POST /bad-events/{id}/replay": bad_routes.send_again,
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
