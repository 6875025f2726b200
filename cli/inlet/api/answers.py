"""What the API answered: its JSON, or its errors as exceptions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from urllib3 import BaseHTTPResponse

from inlet.errors import ApiError, Fault, NotSignedIn, Unreachable

_SHOWN = 200  # bytes of an answer that is not understood


class Told(dict[str, Any]):
    """A JSON object of the API's. What it should hold and does not shows that something else has answered."""

    def __missing__(self, name: str) -> NoReturn:
        raise Unreachable(f"what answers there is not Inlet's API: it says nothing of {name}")


@dataclass(frozen=True)
class Answer:
    """A 2xx or 304; `body` is empty where there is none."""

    status: int
    body: Told
    headers: Mapping[str, str]


def read(got: BaseHTTPResponse) -> Answer:
    """The answer. Raises ApiError or NotSignedIn when it is an error, Unreachable when it is not one of Inlet's."""
    if got.status == 401:
        raise NotSignedIn("the API does not take the token (any more): sign in again")
    told = _json(got.data)
    if got.status in (204, 304):
        return Answer(got.status, Told(), got.headers)
    if got.status >= 300:
        raise _error(got, told)
    if told is None:
        raise Unreachable(f"what answers there is not Inlet's API: {got.status} {_shown(got)}")
    return Answer(got.status, told, got.headers)


def _error(got: BaseHTTPResponse, told: Told | None) -> ApiError:
    """Inlet's problem document, API Gateway's short form, or what else there is."""
    if told is None:
        return ApiError(got.status, "", f"the API answered {got.status}: {_shown(got)}")
    named = told.get("errors", ())
    faults = tuple(Fault(str(one.get("pointer", "")), str(one.get("rule", ""))) for one in named)
    detail = told.get("detail") or told.get("title") or told.get("message") or f"the API answered {got.status}"
    return ApiError(got.status, str(told.get("code", "")), str(detail), faults, str(told.get("requestId", "")))


def _json(data: bytes) -> Told | None:
    try:
        told = json.loads(data, object_hook=Told)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, Told) else None


def _shown(got: BaseHTTPResponse) -> str:
    return repr(got.data[:_SHOWN].decode(errors="replace"))
