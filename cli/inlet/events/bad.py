"""The calls about bad events: `client.events.bad`."""

from collections.abc import Iterator
from datetime import datetime

from inlet.api.calls import Api
from inlet.api.paths import path
from inlet.events import reading
from inlet.events.values import BadEvent


class BadEvents:
    """Events that were taken and could not be stored. All calls raise ApiError, NotSignedIn, Unreachable."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def list(
        self, *, from_: datetime | None = None, to: datetime | None = None, limit: int | None = None
    ) -> Iterator[BadEvent]:
        """The bad events of a time, the newest first."""
        found = reading.pages(self._api, "/bad-events", {"from": from_, "to": to}, limit)
        return (reading.bad(one) for one in found)

    def show(self, bad_event_id: str) -> BadEvent:
        """One of them, with its payload. Raises ApiError (404) when there is none by that id."""
        return reading.bad(self._api("GET", path("bad-events", bad_event_id)).body)

    def replay(self, bad_event_id: str) -> str:
        """Has it processed once more as it is, and tells the event's id. Twice has the effect of once."""
        return str(self._api("POST", f"{path('bad-events', bad_event_id)}/replay").body["eventId"])
