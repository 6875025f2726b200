"""Cursors lead back to where they were made, for the same query only; whatever else is given is refused."""

import base64
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.errors import InvalidRequest
from ingestion.reader import wanted
from ingestion.web import cursors

QUERY = ["t-1", "click", None, None]
LATEST = "2026-11-21T14:05:00.000Z"


def same(said: Any) -> Any:
    return said


def forged(text: str, query: Any = QUERY) -> str:
    """A cursor with the right mark and any content."""
    mark = json.loads(base64.urlsafe_b64decode(cursors.write(query, 0) + "=="))[0]
    return base64.urlsafe_b64encode(f'["{mark}",{text}]'.encode()).decode()


@given(st.lists(st.text() | st.none() | st.integers()))
def test_a_position_comes_back(position):
    assert cursors.read(QUERY, cursors.write(QUERY, position), same) == position


@pytest.mark.parametrize("query", [["t-2", "click", None, None], ["t-1", None, "click", None], QUERY[:3]])
def test_a_cursor_is_of_one_query(query):
    with pytest.raises(InvalidRequest) as refused:
        cursors.read(query, cursors.write(QUERY, "x"), same)
    assert [(fault.pointer, fault.rule) for fault in refused.value.faults] == [("/cursor", "cursor")]


@given(st.text())
@example("x")
@example("ü")
@example("W10")  # []
@example("bnVsbA")  # null
@example(base64.urlsafe_b64encode(b"[" * 100_000).decode())
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(InvalidRequest):
        cursors.read(QUERY, text, same)


FOUR = '["","","",""]'


@pytest.mark.parametrize(
    "said",
    [
        "null",
        "{}",
        "[]",
        f'["2026-11-21T13","e",{FOUR},1]',
        f'[7,"e",{FOUR}]',
        f'["","e",{FOUR}]',
        f'["2026-99-21T13","e",{FOUR}]',
        f'["2026-11-21T14:05:00.001Z","e",{FOUR}]',
        f'["9999-12-31T23~","e",{FOUR}]',
        f'["2026-11-21T13:05:00Z","e",{FOUR}]',
        f'["2026-11-21T13~\\n","e",{FOUR}]',
        f'["2026-11-21T13",7,{FOUR}]',
        f'["2026-11-21T13",["e"],{FOUR}]',
        f'["2026-11-21T13","{"x" * 129}",{FOUR}]',
        f'["2026-11-21T13","\\ud800",{FOUR}]',
        '["2026-11-21T13","e",["","",""]]',
        '["2026-11-21T13","e","abcd"]',
        '["2026-11-21T13","e",["","","",7]]',
        f'["2026-11-21T13","e",["","","","{"x" * 201}"]]',
    ],
)
def test_a_forged_position_among_events_is_refused(said):
    with pytest.raises(InvalidRequest):
        cursors.read(QUERY, forged(said), lambda found: wanted._position(found, LATEST))


def test_a_position_among_events_comes_back():
    for position in (
        wanted.Position("2026-11-21T13:05:00.000Z", "e#1", ("", "2026-11-21T13:06:00.000Z#b#0", "", "")),
        wanted.top("2026-11-21T13"),
        wanted.Position("2026-11-21T13:05:00.000Z~"),
    ):
        said = [*position.key, list(position.starts)]
        assert cursors.read(QUERY, cursors.write(QUERY, said), lambda one: wanted._position(one, LATEST)) == position
