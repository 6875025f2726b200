"""The roller: slices into totals, each once, however many types they have, whoever else folds, whatever fails."""

import dataclasses
from contextlib import suppress

import pytest

from common import aws
from common.events import keys, totals
from common.events.totals import Range
from processor.aggregate import backlog, folding, steps
from processor.aggregate.roller import Behind
from tests.unit import ledger as events
from tests.unit.cloud import TENANT, Context, interrupted
from tests.unit.ledger import every_row, meanwhile, seen, waiting

HOUR, DAY = "2026-11-21T13", "2026-11-21"
OTHER = "t-" + "f" * 32


def test_slices_become_totals_of_their_hour_and_day(ledger, roll):
    ledger.put(HOUR, {"page_view": seen(3, 1, 2, home=2, a=1), "click": seen(1, 1)})
    ledger.put(HOUR, {"page_view": seen(2, 2, 3, home=2)})
    ledger.put("2026-11-21T10", {"page_view": seen(1, 9)})
    assert roll() | {"oldestSeconds": 0} == {
        "listed": 3,
        "slices": 3,
        "folds": 1,
        "raced": 0,
        "failed": 0,
        "left": 0,
        "oldestSeconds": 0,
    }
    assert ledger.folded() == ledger.tallies(HOUR, "2026-11-21T10", DAY)
    assert ledger.folded()[HOUR, "page_view"].users.count == 3
    assert not waiting()
    assert totals.read_pages(events.TABLE, TENANT, HOUR).views == {"/home": 4, "/a": 1}
    assert totals.read_pages(events.TABLE, TENANT, DAY).views == {"/home": 4, "/a": 1}


def test_a_folded_slice_stays_as_what_a_redelivery_meets(ledger, roll):
    put = ledger.put(HOUR, {"click": seen(1, 1)})
    roll()
    (kept,) = [one for one in every_row() if one["pk"]["S"].startswith("S#")]
    assert kept == {name: one for name, one in put.items() if name not in ("gk", "gs")} | {"folds": {"S": "[[1,1]]"}}


def test_an_event_of_three_hours_ago_corrects_that_hour(ledger, roll):
    late = "2026-11-21T10"
    ledger.put(late, {"click": seen(1, 1)})
    roll()
    ledger.put(late, {"click": seen(1, 2)})
    roll()
    assert ledger.folded()[late, "click"].count == 2
    assert ledger.folded() == ledger.tallies(late, DAY)


@pytest.mark.parametrize("number", [46, 47, 92, 93, 150])
def test_a_slice_of_many_types_is_folded_in_several_transactions(ledger, roll, number):
    ledger.put(HOUR, {f"type-{one}#": seen(2, one, page=1) for one in range(number)})
    ledger.put(HOUR, {"type-1#": seen(1, 1)})
    done = roll()
    assert (done["slices"], done["left"]) == (2, 0)
    assert ledger.folded() == ledger.tallies(HOUR, DAY)
    assert not waiting()
    assert totals.read_pages(events.TABLE, TENANT, HOUR).views == {"/page": number}


def test_a_half_folded_slice_counts_once(ledger, roll):
    ledger.put(HOUR, {f"type-{one:03}": seen(2, one, page=1) for one in range(120)})
    folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)
    assert len(waiting()) == 1
    assert ledger.folded()[HOUR, ""].count == 92
    for wanted in (Range(HOUR, HOUR), Range(DAY, DAY)):
        assert totals.read(events.TABLE, TENANT, wanted).tallies == ledger.tallies(wanted.first)
    assert totals.read(events.TABLE, TENANT, Range(HOUR, HOUR), "type-119").tallies[HOUR, "type-119"].count == 2
    assert totals.read(events.TABLE, TENANT, Range(HOUR, HOUR), "type-000").tallies[HOUR, "type-000"].count == 2
    assert totals.read_pages(events.TABLE, TENANT, HOUR).views == {"/page": 120}


def test_hundreds_of_slices_and_tenants(ledger, roll):
    other = events.Ledger(tenant=OTHER)
    for number in range(110):
        ledger.put(f"2026-11-{number % 3 + 1:02}T1{number % 4}", {f"type-{number % 7}": seen(1, number)})
        other.put(HOUR, {"click": seen(1, number)})
    done = roll()
    assert done["slices"] == done["listed"] == 220
    assert ledger.folded() == ledger.tallies(*{at for at, _ in ledger.counts})
    assert other.folded() == other.tallies(HOUR, DAY)


def test_many_users_are_estimated_as_all_at_once_would_be(ledger, roll):
    for start in range(0, 1200, 300):
        ledger.put(HOUR, {"click": seen(300, *range(start, start + 400))})
        roll()
    assert ledger.folded()[HOUR, "click"].users.approximate
    assert ledger.folded() == ledger.tallies(HOUR, DAY)


def test_two_rollers_at_once_fold_each_slice_once(ledger, roll):
    for number in range(5):
        ledger.put(HOUR, {"click": seen(1, number)})
    calls: list[str] = []
    for call in range(1, 9):
        ledger.put(HOUR, {"click": seen(1, call), f"type-{call}": seen(1)})
        with interrupted(calls.append) if call == 1 else meanwhile(call - 1, roll):
            roll()
        assert ledger.folded() == ledger.tallies(HOUR, DAY)
    assert len(calls) == 6


def test_a_run_that_loses_again_and_again_leaves_the_rest_to_the_next(ledger, roll, monkeypatch):
    ledger.put(HOUR, {"click": seen(1, 1)})

    def raced(*_, **__):
        raise folding.Raced

    with monkeypatch.context() as patch:
        patch.setattr(folding, "_write", raced)
        assert (roll()["left"], roll()["raced"]) == (1, 5)
    assert roll()["slices"] == 1


def test_a_slice_that_cannot_be_read_keeps_no_other(ledger, roll, lines):
    ledger.put(HOUR, {"click": seen(1, 1)})
    bad = events.row(HOUR, {"click": seen(1)}) | {"sums": {"B": b"?"}}
    aws.dynamodb().put_item(TableName=events.TABLE, Item=bad)
    with pytest.raises(Behind):
        roll()
    assert ledger.folded() == ledger.tallies(HOUR, DAY)
    assert [line["slice"] for line in lines() if line["message"] == "slice could not be read"]
    assert totals.read(events.TABLE, TENANT, Range(HOUR, HOUR)).tallies == ledger.tallies(HOUR)


def test_a_tenant_whose_totals_cannot_be_read_keeps_no_other(ledger, roll):
    other = events.Ledger(tenant=OTHER)
    ledger.put(HOUR, {"click": seen(1, 1)})
    roll()
    aws.dynamodb().update_item(
        TableName=events.TABLE,
        Key={"pk": {"S": keys.totals(TENANT)}, "sk": {"S": keys.hour_total(HOUR, "")}},
        UpdateExpression="SET #users = :bad",
        ExpressionAttributeNames={"#users": "users"},
        ExpressionAttributeValues={":bad": {"B": b"?"}},
    )
    ledger.put(HOUR, {"click": seen(1, 1)})
    other.put(HOUR, {"click": seen(1, 1)})
    with pytest.raises(Behind):
        roll()
    assert other.folded() == other.tallies(HOUR, DAY)
    assert len(waiting()) == 1


def test_what_time_runs_out_for_is_left_and_late_slices_are_told(ledger, roll, clock):
    ledger.put(HOUR, {"click": seen(1, 1)})
    clock.advance(seconds=60)
    assert (roll(Context(1_000))["left"], roll(Context(1_000))["oldestSeconds"]) == (1, 60)
    clock.advance(seconds=900)
    with pytest.raises(Behind):
        roll(Context(1_000))
    assert roll()["left"] == 0


def test_a_slice_that_is_gone_or_folded_holds_up_nothing(ledger, roll):
    gone, folded = ledger.put(HOUR, {"click": seen(1)}), events.Ledger().put(HOUR, {"click": seen(1)})
    roll()
    aws.dynamodb().delete_item(TableName=events.TABLE, Key={name: gone[name] for name in ("pk", "sk")})
    before = every_row()
    assert folding.fold(events.TABLE, TENANT, [gone, folded], at=events.NOW) == folding.Folded(0)
    assert every_row() == before


def test_an_empty_slice_leaves_the_index(ledger, roll):
    ledger.put(HOUR, {})
    assert roll()["slices"] == 1
    assert not waiting()


def test_nothing_to_do_costs_two_queries_for_each_share_of_the_index(roll):
    called: list[str] = []
    with interrupted(called.append):
        assert roll()["listed"] == 0
    assert called == ["Query"] * 2 * keys.FOLD_SHARDS


@pytest.fixture
def sixteen(ledger, monkeypatch):
    """Tenants with a slice each, of which a listing shows two."""
    monkeypatch.setattr(backlog, "MOST_LISTED", 2)
    tenants = [events.Ledger(tenant=f"t-{number:x}" + "0" * 31) for number in range(16)]
    for one in tenants:
        one.put(HOUR, {"click": seen(1)})
    return tenants


def test_what_is_beyond_a_listing_is_folded_by_the_same_run(sixteen, roll):
    done = roll()
    assert (done["listed"], done["slices"], done["left"]) == (16, 16, 0)
    assert all(one.folded() == one.tallies(HOUR, DAY) for one in sixteen)


def test_what_cannot_be_folded_is_not_listed_for_ever(sixteen, roll, monkeypatch):
    monkeypatch.setattr(folding, "_write", lambda _: 1 / 0)
    with pytest.raises(Behind, match=r"2 tenants or slices failed, 2 slices were left"):
        roll()


def test_a_run_without_time_lists_once(sixteen, roll):
    done = roll(Context(1_000))
    assert (done["listed"], done["slices"], done["left"]) == (2, 0, 2)


def test_a_long_backlog_is_listed_from_anywhere(sixteen):
    met = {tenant for _ in range(200) for tenant in backlog.read(events.TABLE)}
    assert met == {one.tenant for one in sixteen}


def test_no_transaction_is_larger_than_dynamodb_takes(ledger):
    large = [events.folds.read(events.row(HOUR, {"click": seen(1)}) | {"x": {"B": b"x" * 390_000}}) for _ in range(20)]
    assert 1 < len(steps.fitting(large)) < 10


@pytest.mark.parametrize("number", [1, 46, 47, 500])
def test_any_number_of_types_is_done_in_steps_that_fit(number):
    kept = events.folds.read(events.row(HOUR, {f"type-{one}": seen(1) for one in range(number)}))
    done = 0
    while done < number:
        (step,) = steps.fitting([dataclasses.replace(kept, folds=((done, 1),))])
        assert step.first == done < step.end
        assert len(steps.rows_of(step)) + 2 <= steps.MAX_ROWS
        done = step.end
    assert done == number


@pytest.mark.parametrize("call", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", [None, "click"])
def test_a_fold_between_any_two_calls_of_a_reading_changes_no_figure(ledger, call, kind):
    ledger.put(HOUR, {"click": seen(1, 1)})
    folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)
    ledger.put(HOUR, {"click": seen(1, 2)})
    with meanwhile(call, lambda: folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)):
        found = totals.read(events.TABLE, TENANT, Range(HOUR, HOUR), kind).tallies
    assert found == {at: tally for at, tally in ledger.tallies(HOUR).items() if kind in (None, at[1])}
    assert bool(waiting()) is (call == 4)  # a reading makes three calls


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_fold_between_any_two_calls_of_a_reading_of_pages_changes_none(ledger, call):
    ledger.put(HOUR, {"click": seen(1, home=1)})
    folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)
    ledger.put(HOUR, {"click": seen(1, home=1)})
    with meanwhile(call, lambda: folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)):
        assert totals.read_pages(events.TABLE, TENANT, HOUR).views == {"/home": 2}


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_folds_of_other_slices_at_the_same_time_lose_nothing(ledger, call):
    ledger.put(HOUR, {"click": seen(1, 1)})
    folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)
    one, other = (ledger.put(HOUR, {"click": seen(1, user)}) for user in (2, 3))
    with suppress(folding.Raced), meanwhile(call, lambda: folding.fold(events.TABLE, TENANT, [other], at=events.NOW)):
        folding.fold(events.TABLE, TENANT, [one], at=events.NOW)
    folding.fold(events.TABLE, TENANT, waiting(), at=events.NOW)
    assert ledger.folded() == ledger.tallies(HOUR, DAY)
