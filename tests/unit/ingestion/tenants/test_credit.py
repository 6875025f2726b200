"""Credit of a quota among its shards: what it leaves room for, and how it moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import QuotaExceeded
from common.files.usage import NOTHING, SHARDS, Amount
from ingestion.tenants import credit
from ingestion.tenants.credit import Shard

QUOTA = Amount(1000, 80, 40)
NEW = [Shard()] * SHARDS


def test_nothing_is_used_where_nothing_is():
    assert credit.used(NEW) == NOTHING


def test_what_is_used_is_the_sum():
    assert credit.used([Shard(used=Amount(1, 2, 3))] * SHARDS) == Amount(8, 16, 24)


CASES = [
    # used                 asked                  exceeded
    (NOTHING, QUOTA, []),
    (Amount(999, 79, 39), Amount(1, 1, 1), []),
    (Amount(1000, 79, 39), Amount(1, 1, 1), ["bytes"]),
    (Amount(999, 80, 39), Amount(1, 1, 1), ["files"]),
    (Amount(999, 79, 40), Amount(1, 1, 1), ["pending"]),
    (NOTHING, Amount(1001, 81, 41), ["bytes", "files", "pending"]),
    (Amount(2000, 100, 0), Amount(1, 1, 1), ["bytes", "files"]),
]


@pytest.mark.parametrize(("used", "asked", "exceeded"), CASES)
def test_what_a_quota_leaves_room_for(used, asked, exceeded):
    shards = [Shard(used=used), *NEW[1:]]
    if not exceeded:
        credit.require_room(shards, asked, QUOTA)
        return
    with pytest.raises(QuotaExceeded) as refused:
        credit.require_room(shards, asked, QUOTA)
    assert [(fault.pointer, fault.rule) for fault in refused.value.faults] == [("", kind) for kind in exceeded]


def test_a_refusal_tells_the_figures():
    with pytest.raises(QuotaExceeded) as refused:
        credit.require_room([Shard(used=Amount(990, 80, 1)), *NEW[1:]], Amount(20, 1, 1), QUOTA)
    assert (
        refused.value.detail == "bytes: 990 used, 20 asked for, 1000 allowed; files: 80 used, 1 asked for, 80 allowed."
    )


def after(shards, shifts, quota):
    return [Shard(shard.used, shard.free + shift, quota) for shard, shift in zip(shards, shifts, strict=True)]


def test_a_new_quota_is_spread_evenly_and_the_remainder_goes_to_who_asks():
    shards = after(NEW, credit.shifts(NEW, 2, Amount(100, 10, 10), QUOTA), QUOTA)
    assert shards[2].free == Amount(216, 24, 19)
    assert {shard.free for shard in shards[:2] + shards[3:]} == {Amount(112, 8, 3)}


def test_who_has_enough_takes_nothing_from_others():
    shards = after(NEW, credit.shifts(NEW, 2, Amount(8, 8, 8), QUOTA), QUOTA)
    assert not any(credit.shifts(shards, 0, Amount(10, 1, 1), QUOTA))


def test_the_richest_lends_first():
    free = [Amount(10, 9, 9), Amount(500, 9, 9), *[Amount(80, 9, 9)] * 6]
    shards = [Shard(free=one, quota=Amount(990, 72, 72)) for one in free]
    shifts = credit.shifts(shards, 0, Amount(20, 1, 1), Amount(990, 72, 72))
    assert shifts == [Amount(131), Amount(-131), *[NOTHING] * 6]


def test_the_last_of_the_credit_is_found_wherever_it_is():
    shards = [Shard(used=Amount(100, 9, 4), free=Amount(25, 1, 1), quota=QUOTA)] * SHARDS
    shards = after(shards, credit.shifts(shards, 5, Amount(200, 8, 8), QUOTA), QUOTA)
    assert shards[5].free == Amount(200, 8, 8)
    assert {shard.free for shard in shards[:5] + shards[6:]} == {NOTHING}


AMOUNTS = st.builds(Amount, *[st.integers(0, 300)] * 3)


@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=SHARDS, max_size=SHARDS),
    st.integers(0, SHARDS - 1),
    AMOUNTS,
    st.none() | st.builds(Amount, *[st.integers(1, 10_000)] * 3),
)
def test_credit_is_neither_made_nor_lost(parts, to, asked, another):
    """Whatever the shards hold: afterwards they hold the quota, none less than nothing, and who asked has enough."""
    quota = sum((used + free for used, free in parts), NOTHING)
    shards = [Shard(used, free, quota) for used, free in parts]
    quota = another or quota
    try:
        credit.require_room(shards, asked, quota)
    except QuotaExceeded:
        return
    moved = after(shards, credit.shifts(shards, to, asked, quota), quota)
    assert sum((shard.used + shard.free for shard in moved), NOTHING) == quota
    assert min(number for shard in moved for number in (shard.free.bytes, shard.free.files, shard.free.pending)) >= 0
    left = moved[to].free - asked
    assert min(left.bytes, left.files, left.pending) >= 0
