"""How many users: exact while they are few, estimated within the error that is said when they are many."""

import random

import pytest

from common.events import sketch
from common.events.sketch import MAX_EXACT, Users


def some(number: int, seed: int = 7) -> list[int]:
    drawn = random.Random(seed)
    return [drawn.getrandbits(64) for _ in range(number)]


@pytest.mark.parametrize("number", [0, 1, 2, MAX_EXACT - 1, MAX_EXACT])
def test_few_are_counted_exactly(number):
    users = sketch.of(some(number) * 2)
    assert (users.count, users.approximate) == (number, False)


def test_one_more_than_few_is_an_estimate_and_close():
    users = sketch.of(some(MAX_EXACT + 1))
    assert users.approximate
    assert users.count == pytest.approx(MAX_EXACT + 1, rel=0.04)


@pytest.mark.parametrize("number", [600, 2_000, 5_000, 10_000, 20_000, 100_000])
def test_estimates_are_within_three_standard_errors(number):
    for seed in range(5):
        assert sketch.of(some(number, seed)).count == pytest.approx(number, rel=3 * 0.0163)


def test_estimates_err_to_neither_side():
    ratios = [sketch.of(some(3_000, seed)).count / 3_000 for seed in range(40)]
    assert sum(ratios) / len(ratios) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("one", "other"), [(0, 0), (10, 20), (300, 300), (100, 5_000), (5_000, 5_000)])
def test_merging_counts_each_user_once(one, other):
    common = some(one + other, 3)
    first, second = common[: one + other // 2], common[one // 2 :]
    apart = sketch.merged(sketch.of(first), sketch.of(second))
    assert apart == sketch.merged(sketch.of(second), sketch.of(first)) == sketch.of(common)
    assert sketch.merged(apart, apart) == apart


def test_how_a_sketch_grew_does_not_matter():
    hashes = some(2_000)
    grown = sketch.NOBODY
    for start in range(0, 2_000, 70):
        grown = sketch.merged(grown, sketch.of(hashes[start : start + 100]))
    assert grown == sketch.of(hashes)


@pytest.mark.parametrize("number", [0, 1, MAX_EXACT, MAX_EXACT + 1, 50_000])
def test_packed_and_back(number):
    users = sketch.of(some(number))
    assert sketch.unpack(sketch.pack(users)) == users
    assert len(sketch.pack(users)) <= 4_097


@pytest.mark.parametrize("hashes", [[0], [2**64 - 1], [0, 2**64 - 1]])
def test_the_ends_of_the_range_are_users_too(hashes):
    assert sketch.of(hashes).count == len(hashes)
    many = sketch.merged(sketch.of(hashes), sketch.of(some(MAX_EXACT + 1)))
    assert many.count == pytest.approx(MAX_EXACT + 1, rel=0.04)


@pytest.mark.parametrize("data", [b"", b"X", b"E123", b"Hx\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_no_sketch_is_refused(data):
    with pytest.raises(ValueError, match="no sketch"):
        sketch.unpack(data)


def test_nobody_is_nobody():
    assert Users() == sketch.NOBODY == sketch.of([])
    assert sketch.NOBODY.count == 0
