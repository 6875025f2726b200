"""One call of the API: token, tenant, repetition, and its errors as exceptions."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from inlet.api import answers
from inlet.api.answers import Answer
from inlet.api.tokens import Tokens, WriteKey
from inlet.errors import ApiError, Unreachable
from inlet.network.retry import PASSING, Backoff, retry_after_seconds
from inlet.network.transport import Http


@dataclass(frozen=True)
class Api:
    """The API at `url`, for the bearer of the tokens, in the tenant (None: the only one that the user has)."""

    url: str
    tokens: Tokens | WriteKey
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

        `body` is JSON, or a function that gives bytes and headers anew for each attempt. What is not `repeatable` is
        repeated only when it surely had no effect. Raises ApiError when the API says no,
        NotSignedIn when it takes no token, Unreachable when it gives no usable answer.
        """
        token, refused, failures = "", "", 0
        while True:
            wanted_seconds = 0.0
            failure: Exception
            asked = False
            try:
                token = token or (self.tokens.after(refused) if refused else self.tokens.current())
                asked = True
                got = self._once(token, method, path, body, headers or {})
                if got.status == 401 and not refused:
                    token, refused = "", token
                    continue
                return answers.read(got)
            except HTTPError as lost:
                failure = Unreachable(f"{self.url} cannot be reached: {_reason(lost)}")
                again = repeatable or isinstance(lost, NewConnectionError | ConnectTimeoutError)
            except Unreachable as garbled:
                failure, again = garbled, repeatable or not asked  # it may be the issuer who gives no token just now
            except ApiError as said:
                failure = said
                again = said.status in PASSING and (repeatable or said.status == 429)
                wanted_seconds = retry_after_seconds(got.headers.get("retry-after"))
            failures += 1
            if not again or failures > self.backoff.retries:
                raise failure
            time.sleep(self.backoff.pause_seconds(failures, wanted_seconds))

    def _once(
        self, token: str, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        own = {"Authorization": self.tokens.authorization(token), "Accept": "application/json"}
        if self.tenant:
            own["X-Tenant-ID"] = self.tenant
        data, about = _written(body)
        sent = {**self.http.headers, **headers, **own, **about}
        # A redirect would lead the token elsewhere, and the API knows none.
        return self.http.request(method, self.url + path, body=data, headers=sent, redirect=False)


def _written(body: Any) -> tuple[bytes | None, Mapping[str, str]]:
    if body is None:
        return None, {}
    if callable(body):
        data, about = body()
        return data, about
    return json.dumps(body).encode(), {"Content-Type": "application/json"}


def _reason(lost: HTTPError) -> str:
    """The cause in few words: what urllib3 says begins with the pool's repr."""
    return str(lost).rpartition(": ")[2] or type(lost).__name__
