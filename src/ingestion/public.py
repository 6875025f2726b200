"""HTTP entry of what everyone may see: health, the API's description, and the answer to unknown routes.

A function of its own, so that what needs no token has no rights on AWS either.
"""

from collections.abc import Callable

from common.errors import RouteNotFound
from ingestion import contract, http, reference


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
    return http.answer(200, contract.document(), {"cache-control": "public, max-age=300"})


def _page() -> http.Response:
    headers = {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=300",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
    }
    return {"statusCode": 200, "headers": headers, "body": reference.page(contract.document())}


_ROUTES: dict[str, Callable[[], http.Response]] = {
    "GET /health": _health,
    "GET /openapi.json": _document,
    "GET /docs": _page,
}
