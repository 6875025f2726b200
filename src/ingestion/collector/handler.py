"""HTTP entry of events that come in. API Gateway lets all through: who sends is told here, by write key or token."""

from collections.abc import Callable
from functools import cache, partial

from common import settings
from ingestion.collector import bodies, event_routes, segment_routes
from ingestion.collector.settings import Settings
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, Settings], http.Response]] = {
    "POST /events": event_routes.receive,
    "POST /v1/{call}": segment_routes.receive,
}


@cache
def _settings() -> Settings:
    return settings.read(Settings)


@partial(http.guard, read_body=bodies.read)
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) in; `{statusCode, headers, body}` out.

    Errors: the kinds in common.errors, as problem+json.
    """
    route = http.routed(_ROUTES, request)
    return route(request, _settings())
