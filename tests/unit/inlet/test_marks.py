from threading import Lock

from hypothesis import given
from hypothesis import strategies as st

from inlet.transfer.marks import Marks
from inlet.transfer.plan import Plan

PLAN = Plan(95, 10)


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(0, 10))))
def test_what_is_told_never_shrinks_and_never_exceeds_the_file(reached):
    told: list[int] = []
    marks = Marks(PLAN, told.append, Lock())
    marks.begin()
    furthest: dict[int, int] = {}
    for number, most in reached:
        sent = min(most, PLAN.length(number))
        marks.reach(number, sent)
        furthest[number] = max(furthest.get(number, 0), sent)
    assert told == sorted(told)
    assert len(set(told)) == len(told)
    assert told[-1] == sum(furthest.values()) <= PLAN.size


@given(st.permutations(range(1, 11)))
def test_what_lies_before_a_gap_is_known(order):
    marks = Marks(PLAN, lambda _: None, Lock())
    gone: set[int] = set()
    for number in order:
        marks.reach(number, PLAN.length(number))
        gone.add(number)
        gap = next((number for number in range(1, 11) if number not in gone), None)
        prefix = PLAN.size if gap is None else PLAN.start(gap)
        assert marks.wait_beyond(prefix - 1, 0)
        assert not marks.wait_beyond(prefix, 0)


def test_half_a_part_counts():
    marks = Marks(PLAN, lambda _: None, Lock())
    marks.reach(1, 4)
    assert marks.wait_beyond(3, 0)
    assert not marks.wait_beyond(4, 0)


def test_what_s3_has_is_told_with_the_beginning():
    told: list[int] = []
    marks = Marks(PLAN, told.append, Lock())
    marks.have(2)
    marks.have(10)
    marks.begin()
    assert told == [15]
