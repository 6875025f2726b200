"""SQL over the archive: asked, awaited, and the answer read page by page."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.errors import QueryFailed

_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Column:
    """A column of an answer; `type` is Athena's name of it."""

    name: str
    type: str


@dataclass(frozen=True)
class Answer:
    """What a query found. `rows` are read from the API while they are taken, once; every value is text or None."""

    query_id: str
    columns: tuple[Column, ...]
    rows: Iterator[Row]
    scanned_bytes: int


def answer(api: Api, sql: str) -> Answer:
    """Asks, and waits until the query has ended. Raises QueryFailed with the reason, ApiError for refused SQL."""
    # Asked twice it would only read twice.
    query_id = api("POST", "/queries", {"sql": sql}, repeatable=True).body["queryId"]
    pause = _FIRST_PAUSE_SECONDS
    while (told := _page(api, query_id, None))["status"] == "running":
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
    if told["status"] != "succeeded":
        raise QueryFailed(told["reason"] or "The query failed.")
    columns = tuple(Column(one["name"], one["type"]) for one in told["columns"])
    return Answer(query_id, columns, _rows(api, query_id, told), told["scannedBytes"])


def _rows(api: Api, query_id: str, told: Mapping[str, Any]) -> Iterator[Row]:
    while True:
        yield from (tuple(row) for row in told["rows"])
        if told["nextCursor"] is None:
            return
        told = _page(api, query_id, told["nextCursor"])


def _page(api: Api, query_id: str, cursor: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = api(
        "GET", path("queries", query_id) + (f"?{urlencode({'cursor': cursor})}" if cursor else "")
    ).body
    return found
