"""The one place where API Gateway's events become requests, and results and errors become responses."""

import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from common import logs
from common.errors import BodyTooLarge, Fault, InvalidRequest, MalformedBody, Problem, UnsupportedMedia
from ingestion.web import contract

# Far above a hundred files with ordinary tags and metadata, and the rows of all that fits are one DynamoDB transaction.
MAX_BODY_BYTES = 1024 * 1024

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

Event = dict[str, Any]
Response = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A request that keeps the contract. `claims` are the verified token's; `time` is when API Gateway took it."""

    route: str
    path: dict[str, str]
    query: dict[str, Any]
    body: Any
    headers: dict[str, str]
    claims: dict[str, str]
    id: str
    time: datetime


def read(event: Event) -> Request:
    """The request that `event` carries. Raises InvalidRequest, MalformedBody, BodyTooLarge or UnsupportedMedia."""
    context = event["requestContext"]
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    route = event["routeKey"]
    query = contract.query(route, _query(event.get("rawQueryString", "")))
    body = _body(event, headers) if contract.takes_body(route) else None
    contract.check_body(route, body)
    return Request(
        route=route,
        path=event.get("pathParameters") or {},
        query=query,
        body=body,
        headers=headers,
        claims=context.get("authorizer", {}).get("jwt", {}).get("claims", {}),
        id=context["requestId"],
        time=datetime.fromtimestamp(context["timeEpoch"] / 1000, UTC),
    )


def _query(raw: str) -> dict[str, str]:
    """Raises InvalidRequest for a parameter given twice and for bytes that are not UTF-8."""
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as wrong:
        raise InvalidRequest("The query is not UTF-8, or has too many parameters.", (Fault("", "query"),)) from wrong
    query = dict(pairs)
    if len(query) != len(pairs):
        raise InvalidRequest("A query parameter was given twice.", (Fault("", "duplicate"),))
    return query


def _body(event: Event, headers: dict[str, str]) -> Any:
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        if len(raw) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"At most {MAX_BODY_BYTES} bytes are taken.")
        if not raw:
            return None
        _require_json(headers)
        return _parsed(raw.decode("utf-8"))
    # Not JSON, not UTF-8, a number of thousands of digits; nesting deeper than the parser goes.
    except (ValueError, RecursionError) as wrong:
        raise MalformedBody from wrong


def _parsed(text: str) -> Any:
    body = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    if _SURROGATE.search(text):
        json.dumps(body, ensure_ascii=False).encode("utf-8")  # raises for half of a pair: that is no text
    return body


def _require_json(headers: dict[str, str]) -> None:
    media, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if media.strip() != "application/json" or charset not in ("", "utf-8"):
        raise UnsupportedMedia("Send Content-Type: application/json, in UTF-8.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("Send the body without a Content-Encoding.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


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
    if failure.retryable:
        headers["retry-after"] = "1"
    return answer(failure.status, body, headers)


def guard(handle: Callable[[Request], Response]) -> Callable[[Event, Any], Response]:
    """A Lambda handler around `handle`: reads the request, maps every error, writes one log line a request."""

    @wraps(handle)
    def handler(event: Event, context: Any) -> Response:
        logs.setup()
        started = time.perf_counter()
        code = None
        with logs.bound(correlationId=event["requestContext"]["requestId"], route=event["routeKey"]):
            try:
                response = handle(read(event))
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
