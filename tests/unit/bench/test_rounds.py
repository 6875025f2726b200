"""Rounds: who goes first, and what is counted."""

from itertools import count

import pytest

from bench import rounds
from bench.rounds import Times


def test_everybody_goes_once_a_round_and_first_in_turn():
    orders = [rounds.rotated(["a", "b", "c"], turn) for turn in range(6)]
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)
    assert {order[0] for order in orders} == {order[-1] for order in orders} == {"a", "b", "c"}


def test_the_first_rounds_are_not_counted():
    ticks = count()
    took = rounds.run({"only": lambda: float(next(ticks))}, rounds=3, warm_up=2)
    assert took["only"].seconds == (2.0, 3.0, 4.0)


@pytest.mark.parametrize(("percent", "expected"), [(1, 1.0), (50, 5.0), (95, 10.0), (100, 10.0)])
def test_percentiles(percent, expected):
    assert Times(tuple(float(one) for one in range(10, 0, -1))).percentile(percent) == expected


def test_one_slow_round_does_not_move_the_median():
    assert Times((1.0, 2.0, 900.0)).median == 2.0
