"""Answers that a client may have already: each carries a tag, and is not sent again to who knows it."""

import hashlib
import json
from typing import Any

from ingestion.web import http


def answer(request: http.Request, view: dict[str, Any], headers: dict[str, str]) -> http.Response:
    """200 with `view`, or 304 when If-None-Match lists its tag; both with `headers`."""
    tagged = {"etag": tag(view), **headers}
    if http.unchanged(request, tagged["etag"]):
        return http.answer(304, headers=tagged)
    return http.answer(200, view, tagged)


def tag(view: dict[str, Any]) -> str:
    """The entity tag of a view: equal views, equal tags."""
    return '"' + hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:32] + '"'
