"""The client: what a program or a person can do with Inlet."""

import re
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from urllib3.util import parse_url

from inlet.api import views, waiting
from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.api.tenancy import Tenancy
from inlet.api.tokens import Tokens, fits_header
from inlet.api.write_keys import WriteKeys
from inlet.events.api import Events
from inlet.network import transport
from inlet.network.retry import Backoff
from inlet.operators.api import Janitor
from inlet.stored.api import Files
from inlet.stored.changes import Changes
from inlet.transfer.uploading import Uploading
from inlet.values import Upload
from inlet.version import VERSION


class Client(Tenancy, WriteKeys, Uploading, Files, Changes):
    """Inlet's API at `api_url`, on behalf of the bearer of `token`. Safe to be used by several threads.

    `token` is an access token, or a function that gives one: it is called for the first, and again only when the API
    has refused the last. Without one, events can be sent with a write key, and nothing else be done. `tenant` chooses
    among several. Journals of large uploads are kept in `state_dir` (default: the user's folder for state), so that
    they can be resumed. `parallel` parts, small files or requests with events are sent at once; `backoff` says how
    often, and after which pauses, each is tried again.

    `events` holds the calls about events, `janitor` those about runs of the janitor.
    """

    def __init__(
        self,
        api_url: str,
        token: str | Callable[[], str] | None = None,
        *,
        tenant: str | None = None,
        state_dir: str | PathLike[str] | None = None,
        parallel: int = 4,
        backoff: Backoff | None = None,
        user_agent: str = f"inlet-python/{VERSION}",
    ) -> None:
        if parallel < 1:
            raise ValueError("parallel: at least 1")
        url = api_url.rstrip("/")
        if not re.match(r"https?://[^/\s]", url) or not parse_url(url).host:
            raise ValueError("api_url: begins with https:// (or http://) and names a host")
        if tenant and not fits_header(tenant):
            raise ValueError("tenant: printable ASCII without blanks")
        self._http = transport.connect(connections=parallel + 1, user_agent=user_agent)
        self._backoff = backoff or Backoff()
        self._api = Api(url, Tokens(token), self._http, tenant, self._backoff)
        self.events = Events(self._api, parallel)
        self.janitor = Janitor(self._api)
        self._state_dir = Path(state_dir) if state_dir is not None else None
        self._parallel = parallel

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._http.clear()

    def status(self, file_id: str) -> Upload:
        """The upload as it is now. Raises ApiError (404) when the user has no such upload."""
        return views.upload(self._api("GET", path("uploads", file_id)).body)

    def wait(self, file_id: str, *, timeout_seconds: float | None = None) -> Upload:
        """The upload once it is no longer pending, however it ended. Raises StillPending when the time is over."""
        return waiting.settled(self._api, file_id, timeout_seconds)

    def watch(self, *file_ids: str) -> Iterator[Upload]:
        """Each upload as it is, and again whenever it has changed, until all have come to their end."""
        return waiting.watched(self._api, file_ids)

    def abort(self, file_id: str, reason: str) -> None:
        """Gives a pending upload up; the API keeps the reason, one line. Raises ApiError when it is settled."""
        self._api("DELETE", path("uploads", file_id), {"reason": reason})
