"""How a batch is cut into slices: by hour, newest first, whatever the order, each small enough for a row."""

import hashlib
import json
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.events import keys, rows, slices
from processor.events import lines, slicing
from processor.events.lines import Event
from tests.unit.events.conftest import said

TENANT = "t-" + "0" * 32
ROW_BYTES = 400_000

EVENTS = st.lists(
    st.builds(
        Event,
        place=st.just(0),
        line=st.just(b"{}"),
        hash=st.just(b"h"),
        event_id=st.text(min_size=1, max_size=5),
        event_type=st.sampled_from(["click", "page_view"]),
        timestamp=st.sampled_from([f"2026-11-21T{time}:00.000Z" for time in ("00:00", "00:59", "23:00", "23:59")]),
        user=st.none() | st.sampled_from(["u1", "u2"]),
        page=st.none() | st.sampled_from(["/", "/a"]),
    ),
    unique_by=lambda event: event.event_id,
    max_size=30,
)


@given(EVENTS, st.randoms())
def test_each_event_is_in_the_slice_of_its_hour(events, order):
    shuffled = list(events)
    order.shuffle(shuffled)
    pieces = slicing.cut(TENANT, events)
    assert slicing.cut(TENANT, shuffled) == pieces
    listed = [(piece.hour, entry.event_id) for piece in pieces for entry in piece.slice.entries]
    assert sorted(listed) == sorted((event.timestamp[:13], event.event_id) for event in events)
    assert len({piece.hour for piece in pieces}) == len(pieces)
    for piece in pieces:
        times = [entry.timestamp for entry in piece.slice.entries]
        assert times == sorted(times, reverse=True)


@given(EVENTS)
def test_sums_are_those_of_the_entries(events):
    for piece in slicing.cut(TENANT, events):
        mine = [event for event in events if event.timestamp[:13] == piece.hour]
        for kind, sums in piece.slice.sums.items():
            of_kind = [event for event in mine if event.event_type == kind]
            assert sums.count == len(of_kind)
            assert len(sums.users) == len({event.user for event in of_kind if event.user})
            assert sum(sums.pages.values()) == len([event for event in of_kind if event.page])
        assert sum(sums.count for sums in piece.slice.sums.values()) == len(mine)


def test_users_are_hashed_with_their_tenant():
    event = lines.read(0, said(user_id="u1", anonymous_id="a1"), b"h")
    (piece,) = slicing.cut(TENANT, [event])
    assert piece.slice.sums["click"].users == (hashlib.sha256(f"{TENANT}|u1".encode()).hexdigest()[:16],)


def test_a_slice_holds_500_entries():
    events = [lines.read(0, said(f"e{number:04d}"), b"h") for number in range(1001)]
    pieces = slicing.cut(TENANT, events)
    assert [(piece.part, len(piece.slice.entries)) for piece in pieces] == [(0, 500), (1, 500), (2, 1)]
    assert len({slices.row(TENANT, one.hour, "b", one.part, one.slice, expires_at=7)["sk"]["S"] for one in pieces}) == 3


def test_slices_of_ids_and_types_and_pages_of_any_letters_fit_into_rows():
    draw = random.Random(1)

    def letters(count):
        return "".join(chr(draw.randrange(0x10000, 0x110000)) for _ in range(count))

    found = [
        said(
            letters(128),
            "page_view" if index % 2 else letters(100),
            properties={"page": letters(300)},
            user_id=str(index),
        )
        for index in range(500)
    ]
    pieces = slicing.cut(TENANT, [lines.read(0, line, b"h") for line in found])
    assert sum(len(piece.slice.entries) for piece in pieces) == 500
    for piece in pieces:
        row = slices.row(TENANT, piece.hour, "b" * 36, piece.part, piece.slice, expires_at=7)
        assert len(row["entries"]["B"]) + len(row["sums"]["B"]) + 1000 < ROW_BYTES


@pytest.mark.parametrize("text", ['"' * 128, "\\" * 128, "\x7f" * 128, "\u2028" * 128])
def test_what_json_escapes_is_reckoned_with(text):
    events = [lines.read(0, said(f"{number:04d}{text[4:]}", text[:100]), b"h") for number in range(500)]
    for piece in slicing.cut(TENANT, events):
        assert len(zlib.decompress(slices.pack_entries(piece.slice.entries))) < slices.MAX_BYTES


@pytest.mark.parametrize(
    ("properties", "page"),
    [
        ({"page": "/home"}, "/home"),
        ({"path": "/p", "url": "https://example.com/u"}, "/p"),
        ({"url": "https://example.com/u?q=1#f"}, "/u"),
        ({"page": 7, "path": "", "url": "http://["}, None),
        ({"page": "x" * 300}, "x" * 256),
        ({}, None),
        ([], None),
        ({"page": "\ud800"}, "?"),
    ],
)
def test_which_page_was_viewed(properties, page):
    line = json.dumps(json.loads(said(event_type="page_view")) | {"properties": properties}).encode()
    assert lines.read(0, line, b"h").page == page
    assert lines.read(0, line.replace(b"page_view", b"click"), b"h").page is None


def test_events_of_a_user_are_found_by_either_id():
    for line in (said(user_id="u1"), said(anonymous_id="u1"), said(user_id="u1", anonymous_id="a1")):
        event = lines.read(0, line, b"h" * 16)
        row = rows.row(
            TENANT, "e1", user=event.user, timestamp=event.timestamp, batch_id="b", hash_=b"", line=line, expires_at=7
        )
        assert row["gk"] == {"S": keys.of_user(TENANT, "u1", keys.user_shard("e1"))}
