"""The reader's routes as Alice asks them, on tables of her own."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ingestion.tenants import identity
from tests.unit.ingestion.conftest import ALICE, Api
from tests.unit.ingestion.reader.stored import NOW, Stored

AT = int(NOW.timestamp())


@pytest.fixture
def stored(events_table: Any) -> Stored:
    """Alice's events."""
    return Stored(identity.user(ALICE).personal_tenant)


class Reader:
    """The routes of events."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def __call__(self, **query: Any) -> SimpleNamespace:
        query = {name.rstrip("_"): value for name, value in query.items()}
        return self.api("GET /events", query=query, at=AT)

    def page(self, **query: Any) -> Any:
        """The body of an answer that must be a page."""
        answer = self(**query)
        assert answer.status == 200, answer.text
        return answer.json

    def ids(self, meanwhile: Callable[[], None] = lambda: None, **query: Any) -> list[str]:
        """The ids of all events of a list, page by page."""
        page = self.page(**query)
        found = [event["eventId"] for event in page["items"]]
        while page["nextCursor"]:
            meanwhile()
            page = self.page(**query, cursor=page["nextCursor"])
            found += [event["eventId"] for event in page["items"]]
        return found


@pytest.fixture
def read(api: Api, stored: Stored) -> Reader:
    return Reader(api)
