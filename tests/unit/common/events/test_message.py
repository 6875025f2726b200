"""What the collector writes, the processor reads; and it reads nothing else."""

import base64
import dataclasses
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.events import message
from common.events.message import Accepted, Batch, Malformed, Refused

LINES = st.binary(max_size=60).filter(lambda line: b"\n" not in line)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)
MILLISECONDS = st.integers(0, 10**14).map(lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=20)  # halves of characters too
REFUSED = st.builds(
    Refused,
    index=st.integers(0, 2499),
    event_id=st.none() | ANY_TEXT,
    code=NAMES,
    errors=st.lists(st.tuples(ANY_TEXT, NAMES), max_size=3).map(tuple),
    payload=ANY_TEXT,
)


@st.composite
def batches(draw):
    found = draw(st.lists(st.builds(Accepted, line=LINES, hash=st.binary(min_size=16, max_size=16)), max_size=8))
    return Batch(
        tenant=draw(NAMES),
        batch_id=draw(NAMES),
        received_at=draw(MILLISECONDS),
        correlation_id=draw(st.text(min_size=1)),
        events=tuple(found),
        refused=tuple(draw(st.lists(REFUSED, max_size=3, unique_by=lambda one: one.index))),
        archived=message.compress([one.line for one in found]),
    )


@given(batches())
def test_what_is_written_is_read(batch):
    written = message.write(batch)
    assert written.isascii()  # a character is a byte, for SQS's limit
    assert message.read(written) == batch


BATCH = Batch(
    tenant="t-" + "0" * 32,
    batch_id="b",
    received_at=datetime(2026, 11, 21, tzinfo=UTC),
    correlation_id="c",
    events=(Accepted(b"{}", b"h" * 16),),
    refused=(Refused(0, None, "invalid_event", (("/a", "type"),), "{}"),),
    archived=message.compress([b"{}"]),
)


def changed(**members):
    """The message with other members; those that are None it lacks."""
    told = json.loads(message.write(BATCH)) | members
    return json.dumps({name: value for name, value in told.items() if value is not None})


def packed(data):
    return base64.b64encode(data).decode()


def refused(*entries):
    return packed(gzip.compress(json.dumps(entries).encode()))


@pytest.mark.parametrize("name", ["version", "tenantId", "batchId", "receivedAt", "correlationId", "hashes", "lines"])
@pytest.mark.parametrize("value", [None, 7, [], {}, "", "ü", "=", "\ud800"])
def test_a_member_that_is_missing_or_of_another_kind(name, value):
    if name == "correlationId" and value in ("ü", "=", "\ud800"):
        return  # which it may be
    with pytest.raises(Malformed) as raised:
        message.read(changed(**{name: value}))
    assert "ü" not in str(raised.value)


@pytest.mark.parametrize(
    "members",
    [
        {"version": 2},
        {"tenantId": "a#b"},
        {"tenantId": "../x"},
        {"batchId": "a/b"},
        {"batchId": "x" * 129},
        {"batchId": "b\n"},
        {"receivedAt": "2026-11-21T13:00:00"},
        {"hashes": packed(b"h" * 15)},
        {"hashes": packed(b"h" * 32)},
        {"lines": packed(b"{}\n")},
        {"lines": packed(message.compress([b"{}"])[:-1])},
        {"lines": packed(message.compress([b"{}"]) + b"x")},
        {"lines": packed(gzip.compress(b"{}"))},
        {"lines": packed(gzip.compress(b"0\n" + bytes(9 * 1024 * 1024)))},
        {"refused": 7},
        {"refused": packed(b"[]")},
        {"refused": refused(7)},
        {"refused": refused(["0", None, "code", [], ""])},
        {"refused": refused([True, None, "code", [], ""])},
        {"refused": refused([-1, None, "code", [], ""])},
        {"refused": refused([0, 7, "code", [], ""])},
        {"refused": refused([0, None, None, [], ""])},
        {"refused": refused([0, None, "code", ["/a"], ""])},
        {"refused": refused([0, None, "code", [["/a", 7]], ""])},
        {"refused": refused([0, None, "code", [], None])},
        {"refused": refused([0, None, "code", [], ""], [0, None, "code", [], ""])},
    ],
)
def test_a_message_that_nobody_wrote(members):
    with pytest.raises(Malformed):
        message.read(changed(**members))


@pytest.mark.parametrize("body", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000, "NaN"])
def test_what_is_no_message_at_all(body):
    with pytest.raises(Malformed):
        message.read(body)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_malformed_or_lines(data):
    try:
        batch = message.read(changed(lines=packed(data)))
    except Malformed:
        return
    assert gzip.decompress(data) == b"{}\n" == batch.events[0].line + b"\n"


@pytest.mark.parametrize("more", [0, 1])
def test_what_inflates_too_far_is_known_before_it_is_sent(more):
    line = b"x" * (message.MAX_RAW_BYTES - 1 + more)  # and its end
    batch = dataclasses.replace(
        BATCH, events=(Accepted(line, bytes(16)),), archived=message.compress([line]), refused=()
    )
    assert message.is_readable(batch) == (not more)
    if more:
        with pytest.raises(Malformed):
            message.read(message.write(batch))
    else:
        assert message.read(message.write(batch)) == batch


def test_the_same_lines_give_the_same_bytes():
    assert message.compress([b"a", b"b"]) == message.compress([b"a", b"b"])
    assert gzip.decompress(message.compress([b"a", b"b"])) == b"a\nb\n"
