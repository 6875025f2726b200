"""Slices, folds, deaths between any two calls and readers, in any order: every reading is the truth, and so it ends."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.events import totals
from common.events.totals import Range
from processor.aggregate import folding, steps
from tests.unit import ledger as events
from tests.unit.cloud import TENANT, Crash, dying_at, interrupted
from tests.unit.ledger import meanwhile, seen, waiting

HOURS = ["2026-11-20T23", "2026-11-21T00", "2026-11-21T01"]
DAYS = ["2026-11-20", "2026-11-21"]
# Of a fold, and of a reading of one tenant: a call more than either makes.
CALLS = 7

slices = st.dictionaries(
    st.sampled_from(["click", "page_view", "a#b"]),
    st.builds(
        lambda count, users, page: seen(count, *users, **({"home": page} if page else {})),
        st.integers(1, 5),
        st.lists(st.integers(0, 8), max_size=4, unique=True),
        st.integers(0, 3),
    ),
    min_size=1,
)
calls = st.integers(1, CALLS)
acts = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(HOURS), slices),
    st.tuples(st.just("fold")),
    st.tuples(st.just("die before"), calls),
    st.tuples(st.just("die after"), calls),
    st.tuples(st.just("fold during a fold"), calls),
    st.tuples(st.just("fold during a reading"), calls),
)


def fold() -> None:
    """One fold of what is listed, as the roller does it; the next one makes up for one that lost."""
    with suppress(folding.Raced):
        folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)


def judge(ledger: events.Ledger) -> None:
    for wanted in (Range(HOURS[0], HOURS[-1]), Range(DAYS[0], DAYS[-1])):
        assert totals.read(events.TABLE, TENANT, wanted).tallies == ledger.tallies(*wanted.periods)
        one = totals.read(events.TABLE, TENANT, wanted, "click").tallies
        assert one == {at: tally for at, tally in ledger.tallies(*wanted.periods).items() if at[1] == "click"}


def do(ledger: events.Ledger, act: Any) -> None:
    match act:
        case ("put", hour, sums):
            ledger.put(hour, sums)
        case ("fold",):
            fold()
        case ("die before" | "die after" as where, call):
            with suppress(Crash), interrupted(dying_at(call), where.replace("die ", "") + "-call"):
                fold()
        case ("fold during a fold", call):
            with meanwhile(call, fold):
                fold()
        case ("fold during a reading", call):
            with meanwhile(call, fold):
                judge(ledger)


def clear() -> None:
    table = events.aws.dynamodb()
    for item in events.every_row():
        table.delete_item(TableName=events.TABLE, Key={name: item[name] for name in ("pk", "sk")})


@pytest.mark.parametrize("most", [100, 16], ids=["as DynamoDB has it", "two types a fold"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(acts, min_size=2, max_size=9))
def test_totals_are_the_truth_at_every_moment(ledger, most, story):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "MAX_ROWS", most)
        clear()
        ledger = events.Ledger()
        for act in story:
            do(ledger, act)
            judge(ledger)
        for _ in range(40):
            if waiting():
                fold()
        assert not waiting()
        assert ledger.folded() == ledger.tallies(*HOURS, *DAYS)
        for period in (*HOURS, *DAYS):
            assert totals.read_pages(events.TABLE, TENANT, period).views == ledger.views[period]
