"""Lines and hashes: valid JSON whatever is in it, and a hash of what was said rather than of how."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Fault
from ingestion.collector import intake
from ingestion.collector.envelope import Broken
from ingestion.collector.judging import Item, Judge
from tests.unit.ingestion.collector.conftest import ORIGIN, settings

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=100)


def kept(event):
    """The event as it is kept."""
    return Judge(ORIGIN, intake._rules(settings())).judge(Item(0, "", event)).accepted


@given(event_type=WORDS, user=WORDS, properties=st.dictionaries(st.text(), JSON, max_size=4))
def test_a_line_is_one_line_of_json_with_all_that_was_said(event_type, user, properties):
    line = kept({"event_type": f"x{event_type[:99]}", "user_id": user, "properties": properties}).line
    assert b"\n" not in line
    read = json.loads(line)
    assert (read["user_id"], read["event_type"]) == (user, f"x{event_type[:99]}")
    assert json.dumps(read["properties"], sort_keys=True) == json.dumps(properties, sort_keys=True)


EVENT = {
    "event_type": "x",
    "event_id": "e",
    "timestamp": "2026-11-20T00:00:00Z",
    "context": {"a": 1, "b": {"c": 2, "d": 3}},
    "properties": {"y": [1, 2], "z": "é"},
}
SAME = [
    EVENT | {"sent_at": "2026-11-21T13:00:00Z"},
    EVENT | {"context": {"b": {"d": 3, "c": 2}, "a": 1}},
    {"eventType": "x", "eventId": "e", "y": [1, 2], "z": "é"}
    | {name: EVENT[name] for name in ("timestamp", "context")},
    EVENT | {"user_id": None},
]
OTHER = [
    EVENT | {"event_type": "y"},
    EVENT | {"user_id": "u"},
    EVENT | {"timestamp": "2026-11-20T00:00:01Z"},
    EVENT | {"properties": {"y": [2, 1], "z": "é"}},
    EVENT | {"properties": {"y": [1, 2], "z": "e"}},
    EVENT | {"properties": {"y": [1, 2], "z": "é", "null": None}},
    EVENT | {"context": {}},
]


def test_the_same_said_otherwise_has_the_same_hash():
    assert {kept(event).hash for event in SAME} == {kept(EVENT).hash}


def test_something_else_has_another():
    assert len({kept(event).hash for event in (EVENT, *OTHER)}) == len(OTHER) + 1


def test_a_large_event_is_measured_as_compact_json():
    fitting: dict[str, Any] = {"event_type": "x", "properties": {"text": "é" * 16_000}}
    compact = len(json.dumps(fitting, ensure_ascii=False, separators=(",", ":")).encode())
    fitting["properties"]["text"] += "x" * (32 * 1024 - compact)
    assert kept(fitting).line
    with pytest.raises(Broken) as broken:
        kept(fitting | {"event_type": "xy"})
    assert broken.value.faults == (Fault("", "size"),)
