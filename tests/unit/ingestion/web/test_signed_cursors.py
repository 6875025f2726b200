"""Signed cursors lead back to where they were made, for the same tenant and query only; nobody else can make one."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.errors import Busy, InvalidRequest, KeysMissing, Problem
from common.keys import ring
from common.keys.ring import Ring
from ingestion.web import cursors, signed_cursors
from ingestion.web.signed_cursors import Cursors
from tests.unit.ingestion.keys import Keys

QUERY = ["t-1", "files", "default", None, ["a", "ü"]]
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


FIRST = ring.new()
SECOND = ring.rotated(FIRST)
THIRD = ring.rotated(SECOND)
KEYS = Keys(SECOND)


def written(position, query=QUERY, keys=KEYS):
    return Cursors(keys, NOW).write(query, position)


def read(cursor, query=QUERY, keys=KEYS):
    return Cursors(keys, NOW).read(query, cursor, lambda said: said)


def refused(cursor, query=QUERY, keys=KEYS):
    """What is said of a cursor that is refused, which is the same whatever is wrong with it."""
    expected = cursors.refusal()
    with pytest.raises(Problem) as said:
        read(cursor, query, keys)
    assert isinstance(said.value, InvalidRequest)
    assert (str(said.value), said.value.faults) == (str(expected), expected.faults)
    return True


@given(st.lists(st.text(max_size=9) | st.none() | st.integers(), max_size=9))
def test_a_position_comes_back(position):
    assert read(written(position)) == position


@pytest.mark.parametrize(
    "query",
    [
        ["t-2", *QUERY[1:]],
        ["t-1", "files", None, "default", ["a", "ü"]],
        ["t-1", "files", "default", None, "a", "ü"],
        ["t-1", "files", "default", None, ["ü", "a"]],
        QUERY[:-1],
        [*QUERY, None],
    ],
)
def test_a_cursor_is_of_one_tenant_and_query(query):
    assert refused(written("x"), query)


def test_whatever_is_changed_is_noticed():
    cursor = written(["2026-11-22T06:00:00.000Z#6f1c0e7e"])
    for place, letter in enumerate(cursor):
        for other in {"A", "B", "-", "=", "ü", " "} - {letter}:
            assert refused(cursor[:place] + other + cursor[place + 1 :])


def test_whatever_is_cut_off_or_added_is_noticed():
    cursor = written(["2026-11-22T06:00:00.000Z#6f1c0e7e"])
    assert all(refused(cursor[:length]) for length in range(len(cursor)))
    assert all(refused(cursor[start:]) for start in range(1, len(cursor)))
    assert all(refused(cursor + more) for more in ("A", "AA", "AAAA", "=", "==", "\n", cursor))


def test_positions_and_queries_do_not_flow_into_each_other():
    assert refused(written("x", ["a", "b"]), ["a"])
    assert refused(written(["b", "x"], ["a"]), ["a", "b"])


@given(st.text())
@example("")
@example("ü" * 40)
@example("A" * 1_000_000)
@example(base64.urlsafe_b64encode(bytes(64)).decode())
def test_what_is_no_cursor_is_refused(text):
    assert refused(text)


def test_the_unsigned_kind_is_refused():
    assert refused(cursors.write(["t-1"], "x"), ["t-1"])


def test_both_keys_are_alive_and_no_third():
    by_first, by_second, by_third = (written("x", keys=Keys(held)) for held in (FIRST, SECOND, THIRD))
    assert read(by_first, keys=Keys(SECOND)) == read(by_second, keys=Keys(SECOND)) == "x"
    assert read(by_second, keys=Keys(THIRD)) == read(by_third, keys=Keys(THIRD)) == "x"
    assert refused(by_first, keys=Keys(THIRD))


def test_the_id_of_another_key_does_not_help():
    raw = base64.urlsafe_b64decode(written("x", keys=Keys(FIRST)) + "==")
    swapped = raw[:32] + SECOND.current.encode() + raw[40:]
    assert refused(base64.urlsafe_b64encode(swapped).decode().rstrip("="))


def test_a_guessed_key_is_refused():
    guess = Ring(SECOND.current, {SECOND.current: bytes(32)})
    assert refused(written("x", keys=Keys(guess)))


def test_keys_are_looked_for_only_by_what_may_be_an_id():
    keys = Keys(SECOND)
    for key_id in (b"ZZZZZZZZ", b"\xff" * 8, b"00000000"):
        assert refused(base64.urlsafe_b64encode(bytes(32) + key_id + b"[]").decode().rstrip("="), keys=keys)
    assert keys.sought == ["00000000"]


def test_what_was_signed_and_is_no_position_any_more_is_refused():
    cursor = written({"of": "an older release"})
    with pytest.raises(InvalidRequest):
        Cursors(KEYS, NOW).read(QUERY, cursor, lambda said: said[0])


def test_a_cursor_is_never_longer_than_it_may_be():
    assert len(written("x" * 720)) <= signed_cursors.MOST_CHARACTERS
    with pytest.raises(ValueError, match="too long"):
        written("x" * 760)


@pytest.mark.parametrize("kind", [Busy, KeysMissing])
def test_a_lack_of_keys_is_not_the_cursors_fault(kind, monkeypatch):
    keys = Keys(SECOND)

    def fail(*_):
        raise kind

    monkeypatch.setattr(keys, "find", fail)
    with pytest.raises(kind):
        read(written("x"), keys=keys)


def test_a_cursor_tells_no_secret():
    raw = base64.urlsafe_b64decode(written(["a"]) + "==")
    assert raw[32:] == SECOND.current.encode() + json.dumps(["a"]).encode()
