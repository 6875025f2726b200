"""A side is looked at after each turn: what it lost is noticed."""

from dataclasses import replace

import pytest

from bench.events import side
from bench.events.ledger import Design
from bench.events.side import Side

KNOWN = Side(
    name="a side",
    url="",
    headers={},
    design=Design({}, "", ""),
    queue_url="",
    table="t",
    accepted=len,
    key=lambda event_id: {"pk": {"S": event_id}},
    archived=lambda: ["a", "b"],
    finish=lambda: None,
)


class Table:
    """A client of a table with rows `a` and `b`."""

    def batch_get_item(self, RequestItems):  # noqa: N803 - boto3's name
        found = [key for key in RequestItems["t"]["Keys"] if key["pk"]["S"] in ("a", "b")]
        return {"Responses": {"t": found}}


def test_what_is_missing_is_noticed():
    side.verify(Table(), KNOWN, ["a", "b"])
    with pytest.raises(side.Wrong, match="2 rows of 3"):
        side.verify(Table(), KNOWN, ["a", "b", "c"])
    with pytest.raises(side.Wrong, match="1 of 2 events are not in the archive"):
        side.verify(Table(), replace(KNOWN, archived=lambda: ["a"]), ["a", "b"])
