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
        return reading.bad_events(self._api, {"from": from_, "to": to}, limit)

    def show(self, bad_event_id: str) -> BadEvent:
        """One of them, with its payload. Raises ApiError (404) when there is none by that id."""
        return reading.bad(self._api("GET", path("bad-events", bad_event_id)).body)

    def replay(self, bad_event_id: str, *, new_id: bool = False) -> str:
        """Has it processed once more, and tells the event's id. Twice has the effect of once.

        With `new_id` it becomes an event of its own where another has taken its id. Raises ApiError (409):
        `still_invalid` when it still breaks the rules for events, with faults whose pointers lead into the payload
        (`/payload/page`); `event_conflict` when its id is taken.
        """
        return str(self._api("POST", f"{path('bad-events', bad_event_id)}/replay", {"newId": new_id}).body["eventId"])
