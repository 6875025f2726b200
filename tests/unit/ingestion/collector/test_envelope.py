"""What every event has: each member's rules, and what is wrong with those that break them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Fault
from ingestion.collector import envelope
from ingestion.collector.envelope import Broken
from ingestion.web import contract, judge


def faults(event):
    """What is wrong with an event, as (pointer, rule)."""
    try:
        envelope.read(event, "/batch/3")
    except Broken as broken:
        return [(fault.pointer.removeprefix("/batch/3"), fault.rule) for fault in broken.faults]
    return []


def nested(levels):
    """An object that is so many levels deep."""
    return {"a": nested(levels - 1)} if levels > 1 else {}


WRONG = {
    "no object": (7, [("", "type")]),
    "a list": ([], [("", "type")]),
    "nothing": ({}, [("/event_type", "required")]),
    "a type that is null": ({"event_type": None}, [("/event_type", "required")]),
    "a type that is a number": ({"eventType": 7}, [("/eventType", "type")]),
    "a type that is empty": ({"event_type": ""}, [("/event_type", "minLength")]),
    "a type that is too long": ({"event_type": "x" * 101}, [("/event_type", "maxLength")]),
    "a type with a line break": ({"event_type": "a\nb"}, [("/event_type", "control_character")]),
    "an id of 10 KB": ({"event_type": "x", "event_id": "x" * 10_240}, [("/event_id", "maxLength")]),
    "an id with a null byte": ({"event_type": "x", "eventId": "a\x00"}, [("/eventId", "control_character")]),
    "a user that is a number": ({"event_type": "x", "user_id": 7}, [("/user_id", "type")]),
    "too long a user": ({"event_type": "x", "user_id": "x" * 257}, [("/user_id", "maxLength")]),
    "a session that is true": ({"event_type": "x", "session_id": True}, [("/session_id", "type")]),
    "both spellings": ({"event_type": "x", "user_id": "u", "userId": "u"}, [("/userId", "duplicate")]),
    "a property twice": ({"event_type": "x", "a~": 1, "properties": {"a~": 1}}, [("/properties/a~0", "duplicate")]),
    "properties that are a list": ({"event_type": "x", "properties": []}, [("/properties", "type")]),
    "a context that is a text": ({"event_type": "x", "context": "web"}, [("/context", "type")]),
    "a time without a zone": ({"event_type": "x", "timestamp": "2026-11-21T13:05:00"}, [("/timestamp", "format")]),
    "a time that is a number": ({"event_type": "x", "timestamp": 1790000000}, [("/timestamp", "type")]),
    "no such day": ({"event_type": "x", "sentAt": "2026-02-30T00:00:00Z"}, [("/sentAt", "format")]),
    "too deep": (nested(20) | {"event_type": "x", "b": nested(20)}, [("", "depth")]),
    "all at once": (
        {"event_type": 1, "event_id": [], "context": 1},
        [("/event_type", "type"), ("/event_id", "type"), ("/context", "type")],
    ),
}


def test_of_thousands_of_faults_the_first_are_told():
    names = {f"p{number}": 1 for number in range(5000)}
    found = faults({"event_type": "x", "properties": names} | names)
    assert found == [(f"/properties/p{number}", "duplicate") for number in range(envelope.MOST_FAULTS)]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_where_it_stands(name):
    event, expected = WRONG[name]
    assert faults(event) == expected


@pytest.mark.parametrize(
    "event",
    [
        {"event_type": "x" * 100, "event_id": "é" * 128, "user_id": "\U0001f600" * 256},
        {"eventType": "two words", "anonymousId": " ", "session_id": "a\u00a0b"},
        {"event_type": "x", "user_id": None, "timestamp": None, "context": None, "properties": None},
        {"event_type": "x", "a": nested(19)},
    ],
)
def test_what_is_allowed(event):
    assert faults(event) == []


def test_properties_are_what_is_left():
    given_ = envelope.read({"event_type": "x", "messageId": "m", "a": None, "properties": {"event_id": "p"}}, "")
    assert given_.members == {"event_type": "x"}
    assert given_.properties == {"messageId": "m", "a": None, "event_id": "p"}


@pytest.mark.parametrize(("event_id", "told"), [("e-1", "e-1"), (7, None), ("x" * 129, None), (None, None)])
def test_a_broken_event_keeps_its_id_if_that_is_good(event_id, told):
    with pytest.raises(Broken) as broken:
        envelope.read({"event_id": event_id}, "")
    assert broken.value.event_id == told
    assert Fault("/event_type", "required") in broken.value.faults


VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("x" * 257) | st.just([]) | st.just({})
)
NAMES = ["event_type", "event_id", "user_id", "anonymous_id", "session_id", "context", "properties"]


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_the_description_of_the_api_says_the_same(event):
    described = judge.validator(contract.document()["components"]["schemas"]["Event"])
    # No schema tells control characters; null for a type is "required" here and "type" there.
    mine = [(pointer, rule) for pointer, rule in faults(event) if rule != "control_character"]
    theirs = [(fault.pointer, fault.rule) for fault in judge.faults(described, event)]
    if "event_type" in event and event["event_type"] is None:
        mine, theirs = ([one for one in side if one[0] != "/event_type"] for side in (mine, theirs))
    assert sorted(mine) == sorted(theirs)
