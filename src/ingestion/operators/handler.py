"""HTTP entry of what operators of the platform do: `/janitor`."""

from collections.abc import Callable
from functools import cache

from common import logs, settings
from ingestion.operators import access, janitor_routes
from ingestion.operators.operator_settings import Settings
from ingestion.tenants import identity
from ingestion.tenants.identity import User
from ingestion.web import http

_ROUTES: dict[str, Callable[[http.Request, User, Settings], http.Response]] = {
    "POST /janitor": janitor_routes.begin,
    "GET /janitor": janitor_routes.every,
    "GET /janitor/{id}": janitor_routes.show,
}


@cache
def _settings() -> Settings:
    return settings.read(Settings)


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) behind the JWT authorizer in; `{statusCode, headers, body}` out.

    An operator acts for the platform, in no tenant. Errors: the kinds in common.errors, as problem+json.
    """
    route = http.routed(_ROUTES, request)
    user = identity.user(request.claims)
    access.require_operator(request.claims, _settings().operators_claim, _settings().operators_value)
    with logs.bound(userId=user.id):
        return route(request, user, _settings())
