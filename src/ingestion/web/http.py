"""The one place where API Gateway's events become requests, and results and errors become responses."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from common import logs
from common.errors import Fault, InvalidRequest, Problem, RouteNotFound
from ingestion.web import bodies, contract

Event = dict[str, Any]
Response = dict[str, Any]
Route = TypeVar("Route")


@dataclass(frozen=True)
class Request:
    """A request that keeps the contract. `claims` are the verified token's; `time` is when API Gateway took it, `ip`
    the address it came from.
    """

    route: str
    path: dict[str, str]
    query: dict[str, Any]
    body: Any
    headers: dict[str, str]
    claims: dict[str, str]
    id: str
    time: datetime
    ip: str


def read(event: Event, read_body: bodies.Reader) -> Request:
    """The request that `event` carries. Raises InvalidRequest, and what `read_body` raises."""
    context = event["requestContext"]
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    route = event["routeKey"]
    query = contract.query(route, _pairs(event.get("rawQueryString", "")))
    return Request(
        route=route,
        path=event.get("pathParameters") or {},
        query=query,
        body=read_body(event, headers),
        headers=headers,
        claims=context.get("authorizer", {}).get("jwt", {}).get("claims", {}),
        id=context["requestId"],
        time=datetime.fromtimestamp(context["timeEpoch"] / 1000, UTC),
        ip=context.get("http", {}).get("sourceIp", ""),
    )


def _pairs(raw: str) -> list[tuple[str, str]]:
    """The parameters in their order. Raises InvalidRequest for bytes that are not UTF-8."""
    try:
        return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as wrong:
        raise InvalidRequest("The query is not UTF-8, or has too many parameters.", (Fault("", "query"),)) from wrong


def answer(status: int, body: Any = None, headers: dict[str, str] | None = None) -> Response:
    """A JSON response. None of it may be stored: answers carry signed URLs or are somebody's own."""
    response: Response = {"statusCode": status, "headers": {"cache-control": "no-store", **(headers or {})}}
    if body is not None:
        response["headers"].setdefault("content-type", "application/json")
        response["body"] = json.dumps(body, ensure_ascii=False)
    return response


def items(found: list[dict[str, Any]], next_cursor: str | None = None) -> dict[str, Any]:
    """The body of a list: `next_cursor` leads to what follows; without one this is all there is."""
    return {"items": found, "nextCursor": next_cursor}


def unchanged(request: Request, etag: str) -> bool:
    """Whether the client has this answer already: If-None-Match lists its tag, weakened on the way or not."""
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in known or "*" in known


def wants_json(request: Request) -> bool:
    """Whether Accept names JSON: `*/*`, which everybody sends who does not care, does not."""
    wanted = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    return "application/json" in wanted


def problem(failure: Problem, event: Event) -> Response:
    """`failure` as RFC 9457 describes it, with Inlet's `code`, `requestId` and `errors`."""
    body = {
        "type": f"urn:inlet:problem:{failure.code}",
        "title": failure.title,
        "status": failure.status,
        "detail": failure.detail or failure.title,
        "instance": event.get("rawPath", ""),
        "code": failure.code,
        "requestId": event["requestContext"]["requestId"],
        "errors": [{"pointer": fault.pointer, "rule": fault.rule} for fault in failure.faults],
    }
    headers = {"content-type": "application/problem+json"}
    if failure.status == 401:
        # Never Basic, though a write key may come so: browsers would ask their users for a password.
        headers["www-authenticate"] = "Bearer"
    if failure.location:
        headers["location"] = failure.location
    if failure.wait_seconds:
        headers["retry-after"] = str(failure.wait_seconds)
    return answer(failure.status, body, headers)


def routed(routes: Mapping[str, Route], request: Request) -> Route:
    """What `routes` has for the request's route. Raises RouteNotFound."""
    found = routes.get(request.route)
    if found is None:
        raise RouteNotFound
    return found


def guard(
    handle: Callable[[Request], Response], read_body: bodies.Reader = bodies.described
) -> Callable[[Event, Any], Response]:
    """A Lambda handler around `handle`: reads the request, maps every error, writes one log line a request."""

    @wraps(handle)
    def handler(event: Event, context: Any) -> Response:
        logs.setup()
        started = time.perf_counter()
        code = None
        with logs.bound(correlationId=event["requestContext"]["requestId"], route=event["routeKey"]):
            try:
                response = handle(read(event, read_body))
            except Problem as failure:
                code = failure.code
                response = problem(failure, event)
            except Exception:  # noqa: BLE001 - the last line of defence: internals stay in the log
                logs.failure("unexpected error")
                code = Problem.code
                response = problem(Problem(), event)
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            logs.info("request", status=response["statusCode"], code=code, milliseconds=elapsed)
        return response

    return handler
