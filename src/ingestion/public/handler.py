"""HTTP entry of what everyone may see: health, the API's description, where to sign in, and 404 for unknown routes.

A function of its own, so that what needs no token has no rights on AWS either.
"""

from collections.abc import Callable
from functools import cache

from common import settings
from common.errors import RouteNotFound
from ingestion.public import discovery, reference
from ingestion.web import contract, http

# Long enough to spare the function, short enough for a change of sign-in to be noticed.
_PUBLIC = {"cache-control": "public, max-age=300"}


@cache
def _settings() -> discovery.Settings:
    return settings.read(discovery.Settings)


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) in; `{statusCode, headers, body}` out."""
    route = _ROUTES.get(request.route)
    if route is None:
        raise RouteNotFound("See /docs for the routes there are.")
    return route()


def _health() -> http.Response:
    return http.answer(200, {"status": "ok"})


def _document() -> http.Response:
    return http.answer(200, contract.document(), _PUBLIC)


def _metadata() -> http.Response:
    return http.answer(200, discovery.metadata(_settings()), _PUBLIC)


def _page() -> http.Response:
    headers = {
        "content-type": "text/html; charset=utf-8",
        **_PUBLIC,
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
    }
    return {"statusCode": 200, "headers": headers, "body": reference.page(contract.document())}


_ROUTES: dict[str, Callable[[], http.Response]] = {
    "GET /health": _health,
    "GET /openapi.json": _document,
    "GET /docs": _page,
    "GET /.well-known/oauth-protected-resource": _metadata,
}
