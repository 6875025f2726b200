"""One call of the API: token, tenant, repetition, and its errors as exceptions."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from inlet.errors import ApiError, Fault, NotSignedIn, Unreachable
from inlet.retry import PASSING, Backoff, retry_after_seconds
from inlet.tokens import Tokens
from inlet.transport import Http

_SHOWN = 200  # characters of an answer that is no JSON


@dataclass(frozen=True)
class Answer:
    """What the API answered with a 2xx or 304; `body` is None where there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Api:
    """The API at `url`, for the bearer of the tokens, in the tenant (None: the only one that the user has)."""

    url: str
    tokens: Tokens
    http: Http
    tenant: str | None
    backoff: Backoff

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Answer:
        """Calls `path` until there is an answer that time will not change.

        What is not `repeatable` is repeated only when it surely had no effect. Raises ApiError when the API says no,
        NotSignedIn when it takes no token, Unreachable when it gives no usable answer.
        """
        token, refused, failures = self.tokens.current(), False, 0
        while True:
            wanted_seconds = 0.0
            try:
                got = self._once(token, method, path, body, headers or {})
            except HTTPError as lost:
                harmless = isinstance(lost, NewConnectionError | ConnectTimeoutError)
                failure: Exception = Unreachable(f"{self.url} cannot be reached: {_reason(lost)}")
                again = repeatable or harmless
            else:
                if got.status == 401 and not refused:
                    token, refused = self.tokens.after(token), True
                    continue
                if got.status < 300 or got.status == 304:
                    return _answer(got)
                failure = problem(got)
                again = got.status in PASSING and (repeatable or got.status == 429)
                wanted_seconds = retry_after_seconds(got.headers.get("retry-after"))
            failures += 1
            if not again or failures > self.backoff.retries:
                raise failure
            time.sleep(self.backoff.pause_seconds(failures, wanted_seconds))

    def _once(
        self, token: str, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        sent = {**self.http.headers, **headers, "Authorization": f"Bearer {token}", "Accept": "application/json"}
        if self.tenant:
            sent["X-Tenant-ID"] = self.tenant
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        # A redirect would lead the token elsewhere, and the API knows none.
        return self.http.request(method, self.url + path, body=data, headers=sent, redirect=False)


def problem(got: urllib3.BaseHTTPResponse) -> Exception:
    """The exception for an answer that says no: Inlet's problem document, API Gateway's short form, or what else."""
    told = _json(got.data)
    if got.status == 401:
        return NotSignedIn("the API does not take the token (any more): sign in again")
    if not isinstance(told, dict):
        shown = got.data[:_SHOWN].decode(errors="replace")
        return ApiError(got.status, "", f"the API answered {got.status}: {shown!r}")
    faults = tuple(Fault(str(one.get("pointer", "")), str(one.get("rule", ""))) for one in told.get("errors", ()))
    detail = str(told.get("detail") or told.get("title") or told.get("message") or f"the API answered {got.status}")
    return ApiError(got.status, str(told.get("code", "")), detail, faults, str(told.get("requestId", "")))


def _answer(got: urllib3.BaseHTTPResponse) -> Answer:
    body = _json(got.data) if got.data else None
    if got.data and body is None:
        shown = got.data[:_SHOWN].decode(errors="replace")
        raise Unreachable(f"what answers there is not Inlet's API: {got.status} {shown!r}")
    return Answer(got.status, body, got.headers)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _reason(lost: HTTPError) -> str:
    """The cause in few words: what urllib3 says begins with the pool's repr."""
    return str(lost).rpartition(": ")[2] or type(lost).__name__
