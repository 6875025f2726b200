"""The API's functions in this process, behind an event of API Gateway: what they answer, how long it takes."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench.api import events

Handler = Callable[[dict[str, Any], None], dict[str, Any]]


class Wrong(Exception):
    """The API did not answer as it should: its times count for nothing."""


def event(route: str, file_id: str | None = None, query: Any = (), body: Any = None, **headers: str) -> dict[str, Any]:
    """What API Gateway hands over; `query` are pairs."""
    made = events.http(route, body=body)
    made["rawQueryString"] = urlencode(query)
    made["headers"] |= headers
    return made | ({"pathParameters": {"id": file_id}} if file_id else {})


def answered(handler: Handler, asked: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Seconds until the answer, and the answer. Raises Wrong when it is an error."""
    started = time.perf_counter()
    answer = handler(asked, None)
    seconds = time.perf_counter() - started
    if answer["statusCode"] >= 300:
        raise Wrong(f"{asked['routeKey']}: {answer['statusCode']} {answer.get('body', '')[:500]}")
    return seconds, answer
