"""The calls about events: `client.events`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from inlet.api.at_once import in_order
from inlet.api.calls import Api
from inlet.api.tokens import WriteKey
from inlet.events import ids, reading
from inlet.events.bad import BadEvents
from inlet.events.batches import batches
from inlet.events.queries import Answer, answer
from inlet.events.sending import deliver
from inlet.events.values import By, Delivery, Event, Given, NotTaken, Stats


class Events:
    """Sends events, finds and counts them. `bad` are those that were taken and could not be stored.

    All raise ApiError when the API says no, NotSignedIn, Unreachable.
    """

    def __init__(self, api: Api, parallel: int) -> None:
        self._api = api
        self._parallel = parallel
        self.bad = BadEvents(api)

    def send(
        self, events: Iterable[Mapping[str, Any] | str], *, key: str | None = None, run: str | None = None
    ) -> Delivery:
        """Sends events, and tells which were accepted and which not; `stream` tells it batch by batch.

        With `run`, a UUID of the caller's own, the same events may be sent once more, after a crash or an error: each
        counts once.
        """
        end, taken, not_taken = 0, list[str](), list[NotTaken]()
        for one in self.stream(events, key=key, run=run):
            end = one.end
            taken += one.event_ids
            not_taken += one.not_taken
        return Delivery(0, end, tuple(taken), tuple(not_taken))

    def stream(
        self, events: Iterable[Given], *, key: str | None = None, run: str | None = None, first: int = 0
    ) -> Iterator[Delivery]:
        """Sends events while they come, in the largest requests that the API takes, and tells of each in their order.

        An event is a mapping or JSON text; None sends at once what has been gathered. `key` is a write key; without it
        the client's token goes along. An event without an id gets one by `run` (a UUID; one of its own by default) and
        its place, of which the first is `first`. When the API says that it is busy, only those events are sent again
        for which it is. Raises ValueError when `run` is no UUID.
        """
        return self.stream_placed(_placed(events, first), key=key, run=run)

    def stream_placed(
        self, events: Iterable[tuple[int, Given]], *, key: str | None = None, run: str | None = None
    ) -> Iterator[Delivery]:
        """The same for who has given each event its place, as the lines of a file have one; places only grow."""
        run = run or ids.new_run()
        ids.event_id(run, 0)
        api = replace(self._api, tokens=WriteKey(key), tenant=None) if key is not None else self._api
        return in_order(partial(deliver, api), batches(events, run), self._parallel)

    def find(
        self,
        *,
        type: str | None = None,  # noqa: A002 - the API's word
        user: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """Stored events, the newest first: of a type, of a user, from a time (included) to another (not included)."""
        asked = {"type": type, "user": user, "from": from_, "to": to}
        return reading.events(self._api, asked, limit)

    def stats(
        self,
        *,
        type: str | None = None,  # noqa: A002 - the API's word
        from_: datetime | None = None,
        to: datetime | None = None,
        by: By = "hour",
    ) -> Stats:
        """Counts of events and of their users by hour or day (of UTC), and in the whole range; by type and of all."""
        return reading.stats(self._api, {"type": type, "from": from_, "to": to, "by": by})

    def query(self, sql: str) -> Answer:
        """What SQL finds in the archive of the tenant: one SELECT over the table `events`. Waits until it is found.

        Raises QueryFailed with the reason; ApiError for SQL that the API does not take.
        """
        return answer(self._api, sql)


def _placed(events: Iterable[Given], first: int) -> Iterator[tuple[int, Given]]:
    position = first
    for event in events:
        yield position, event
        position += event is not None
