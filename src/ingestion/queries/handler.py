"""HTTP entry of queries: `/queries`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from common import logs, settings
from ingestion.queries import answers, athena, guard, view
from ingestion.queries.athena import Place
from ingestion.tenants import asking
from ingestion.web import http


@dataclass(frozen=True)
class Settings:
    """What the function's environment says. `query_dialect` is what the engine speaks: athena or duckdb."""

    catalog_table: str
    archive_bucket: str
    archive_database: str
    query_workgroup: str
    query_role: str
    query_dialect: str


@cache
def _settings() -> Settings:
    return settings.read(Settings)


@http.guard
def handler(request: http.Request) -> http.Response:
    """An HTTP API event (payload 2.0) behind the JWT authorizer in; `{statusCode, headers, body}` out.

    Errors: the kinds in common.errors, as problem+json.
    """
    route, conf = http.routed(_ROUTES, request), _settings()
    with asking.member(request, conf.catalog_table) as who:
        place = Place(who.tenant, conf.query_role, conf.query_workgroup, conf.archive_bucket)
        return route(request, place)


def _start(request: http.Request, place: Place) -> http.Response:
    conf = _settings()
    query = guard.read(request.body["sql"])
    sql = view.bound(query, conf.archive_database, place.tenant, conf.query_dialect)
    query_id = athena.start(place, sql)
    logs.info("query started", queryId=query_id)
    return http.answer(202, {"queryId": query_id, "status": "running"}, {"retry-after": "1"})


def _show(request: http.Request, place: Place) -> http.Response:
    query_id = request.path["id"]
    answer = answers.of(place, query_id, request.query.get("cursor"))
    headers = {"retry-after": "1"} if answer["status"] == "running" else {}
    return http.answer(200, {"queryId": query_id, **answer}, headers)


_ROUTES: dict[str, Callable[[http.Request, Place], http.Response]] = {
    "POST /queries": _start,
    "GET /queries/{id}": _show,
}
