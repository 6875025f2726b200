from hypothesis import given
from hypothesis import strategies as st

from inlet.transfer.plan import Part, Plan

plans = st.builds(Plan, st.integers(1, 10**13), st.integers(10**9, 10**10)) | st.builds(
    Plan, st.integers(1, 5000), st.integers(1, 700)
)


@given(plans)
def test_parts_follow_one_another_from_the_first_byte_to_the_last(plan):
    position = 0
    for number in range(1, plan.count + 1):
        assert plan.start(number) == position
        assert 1 <= plan.length(number) <= plan.part_size
        assert plan.length(number) == plan.part_size or number == plan.count
        position += plan.length(number)
    assert position == plan.size


def test_what_is_missing_or_of_another_size_is_lacking():
    plan = Plan(25, 10)
    assert plan.lacking({}) == [1, 2, 3]
    assert plan.lacking({1: Part("a", 10), 2: Part("b", 9), 3: Part("c", 10)}) == [2, 3]
    assert plan.lacking({number: Part("a", plan.length(number)) for number in (1, 2, 3)}) == []
