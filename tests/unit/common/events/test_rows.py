"""Rows of the table: what goes in comes out, and fits."""

import json
import random
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from common.events import bad, keys, rows, slices
from common.events.bad import Bad
from common.events.slices import Entry, Slice, Sums

TEXT = st.text(max_size=40)
TENANT = "t-" + "0" * 32
AT = datetime(2026, 11, 21, 13, 5, 0, 123000, tzinfo=UTC)
ROW_BYTES = 400_000


def size(row):
    """What DynamoDB counts: names and values."""
    values = (next(iter(value.values())) for value in row.values())
    return sum(map(len, row)) + sum(len(value.encode() if isinstance(value, str) else value) for value in values)


@given(st.dictionaries(TEXT, TEXT, max_size=30))
def test_a_line_comes_out_as_it_went_in(properties):
    line = json.dumps(properties, ensure_ascii=False).encode()
    assert rows.unpack(rows.pack(line)) == line


def test_a_long_line_is_deflated_and_a_short_one_is_not():
    short, long = b'{"a":"' + b"x" * 632 + b'"}', b'{"a":"' + b"x" * 633 + b'"}'
    assert rows.pack(short) == short
    assert len(rows.pack(long)) < len(long)
    assert rows.unpack(rows.pack(long)) == long


def row(**changes):
    given = {"user": "u1", "timestamp": "2026-11-21T13:05:00.123Z", "batch_id": "b", "hash_": b"h" * 16, "line": b"{}"}
    return rows.row(TENANT, "e1", **{**given, "expires_at": 7, **changes})


def test_the_row_of_an_event():
    assert row() == {
        "pk": {"S": f"E#{TENANT}#e1"},
        "sk": {"S": "E"},
        "batchId": {"S": "b"},
        "hash": {"B": b"h" * 16},
        "line": {"B": b"{}"},
        "ttl": {"N": "7"},
        "gk": {"S": keys.of_user(TENANT, "u1", keys.user_shard("e1"))},
        "gs": {"S": "2026-11-21T13:05:00.123Z#e1"},
    }
    assert row(user=None).keys() == row().keys() - {"gk", "gs"}


def test_rows_go_days_after_the_batch_was_received():
    assert rows.expiry(AT, 90) == int(AT.timestamp()) + 90 * 86_400


ENTRIES = st.builds(Entry, timestamp=TEXT, event_type=TEXT, event_id=TEXT)
SUMS = st.builds(
    Sums, count=st.integers(1), users=st.lists(TEXT).map(tuple), pages=st.dictionaries(TEXT, st.integers(1))
)


@given(st.lists(ENTRIES).map(tuple), st.dictionaries(TEXT, SUMS))
def test_slices_come_out_as_they_went_in(entries, sums):
    assert slices.unpack_entries(slices.pack_entries(entries)) == entries
    assert slices.unpack_sums(slices.pack_sums(sums)) == sums


def test_the_row_of_a_slice():
    entries = (Entry("2026-11-21T13:05:00.123Z", "click", "e2"), Entry("2026-11-21T13:00:00.000Z", "click", "e1"))
    found = slices.row(
        TENANT, "2026-11-21T13", "b", 2, Slice(entries, {"click": Sums(2, ("0" * 16,), {})}), expires_at=7
    )
    assert slices.unpack_entries(found.pop("entries")["B"]) == entries
    assert slices.unpack_sums(found.pop("sums")["B"]) == {"click": Sums(2, ("0" * 16,), {})}
    assert found == {
        "pk": {"S": keys.slices(TENANT, "2026-11-21T13", keys.slice_shard("b"))},
        "sk": {"S": "2026-11-21T13:05:00.123Z#b#2"},
        "gk": {"S": keys.unfolded(TENANT)},
        "gs": {"S": f"{TENANT}#2026-11-21T13#b#2"},
        "batchId": {"S": "b"},
        "count": {"N": "2"},
        "ttl": {"N": "7"},
    }


ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=20)
BAD = st.builds(
    Bad,
    tenant=st.just(TENANT),
    batch_id=st.just("019ab3c0-0000-7000-8000-000000000000"),
    place=st.integers(0, 2499).map(bad.refused_place) | st.integers(0, 2499).map(bad.stored_place),
    received_at=st.just(AT),
    code=st.sampled_from([bad.CONFLICT, "invalid_event"]),
    payload=ANY_TEXT,
    event_id=st.none() | st.text(min_size=1),
    errors=st.lists(st.tuples(ANY_TEXT, TEXT), max_size=3).map(tuple),
    attempts=st.integers(1, 9),
)


@given(BAD)
def test_a_bad_event_comes_out_as_it_went_in(one):
    assert bad.read(TENANT, bad.row(one, expires_at=7)) == one


def test_a_bad_event_tells_when_it_was_sent_again():
    one = Bad(TENANT, "b", "r0000", AT, "invalid_event", "{}")
    again = bad.row(one, expires_at=7) | {"replayedAt": {"S": "2026-11-22T00:00:00.000Z"}, "attempts": {"N": "2"}}
    found = bad.read(TENANT, again)
    assert (found.replayed_at, found.attempts) == (datetime(2026, 11, 22, tzinfo=UTC), 2)


def test_an_id_that_no_table_can_hold_is_left_to_the_payload():
    one = Bad(TENANT, "b", "r0000", AT, "invalid_event", '{"event_id":"\\ud800"}', event_id="\ud800")
    assert "eventId" not in bad.row(one, expires_at=7)


def test_a_bad_event_of_any_kind_fits_into_a_row():
    any_letters = random.Random(1)
    # As much as a message can bring: it is compressed there too.
    payload = "".join(chr(any_letters.randrange(0x10000, 0x110000)) for _ in range(45_000))
    errors = tuple(("/" + "😀" * 32_000, "rule") for _ in range(3000))
    one = Bad(TENANT, "b" * 36, "r0000", AT, "invalid_event", payload, event_id="😀" * 128, errors=errors)
    assert size(bad.row(one, expires_at=7)) < ROW_BYTES
