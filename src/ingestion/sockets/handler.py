"""Entry of the function `sockets`: `/tickets` of the HTTP API, and all routes of the WebSocket API."""

from collections.abc import Callable
from functools import cache
from typing import Any

from common import logs, settings
from ingestion.sockets import socket_routes, ticket_routes
from ingestion.sockets.socket_settings import Settings
from ingestion.tenants import asking, tenancy
from ingestion.tenants.access import Membership
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Membership, Settings], http.Response]] = {
    "POST /tickets": ticket_routes.issue,
}


@cache
def _settings() -> Settings:
    return settings.read(Settings)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An event of the WebSocket API (`$connect`, `$disconnect`, `$default`) in, {"statusCode", "body"} out; or one of
    the HTTP API (payload 2.0) behind the JWT authorizer, `{statusCode, headers, body}` out.
    """
    if "connectionId" in event["requestContext"]:
        logs.setup()
        return socket_routes.serve(event, _settings())
    return _over_http(event, context)


@http.guard
def _over_http(request: http.Request) -> http.Response:
    route = http.routed(_ROUTES, request)
    # Made, not only looked for: who listens before sending anything listens in the tenant that is to be.
    with asking.member(request, _settings().catalog_table, tenancy.memberships) as who:
        return route(request, who, _settings())
