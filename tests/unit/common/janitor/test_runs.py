"""Runs of the janitor in the table: one at a time, worked on by one at a time, counted once a page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common import aws
from common.files import catalog
from common.janitor import runs
from common.janitor.findings import Tally
from common.janitor.run import KEPT, State
from common.janitor.runs import Lost, UnderWay
from tests.unit.cloud import NOW, OWNER, TENANT, cloud

__all__ = ["cloud"]

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def table(cloud):
    return cloud.catalog


def begun(table, at=NOW, **more):
    return runs.begin(table, dry_run=False, by=OWNER, grace=DAY, at=at, **more)


def found(table, run) -> Any:
    return runs.find(table, run.id)


def taken(table, run, holder="one", at=NOW):
    return runs.take(table, run, holder=holder, at=at, until=at + 15 * MINUTE)


def test_a_run_is_found_again_as_it_was_begun(cloud, table):
    run = runs.begin(table, dry_run=True, by=OWNER, grace=DAY, at=NOW, tenant=TENANT)
    assert (run.state, run.dry_run, run.by, run.grace, run.tenant) == (State.WAITING, True, OWNER, DAY, TENANT)
    same = replace(run, started_at=NOW.replace(microsecond=123000))
    assert runs.find(table, run.id) == runs.under_way(table) == runs.latest(table) == same
    (mark, row) = sorted(cloud.items(table), key=lambda item: item["sk"], reverse=True)
    assert (mark["sk"], mark["run"]) == ("UNDER_WAY", run.id)
    assert int(mark["ttl"]) == int(row["ttl"]) == int((NOW + KEPT).timestamp())


def test_there_is_none_where_none_was_begun(table):
    assert (runs.under_way(table), runs.latest(table), runs.find(table, "x"), runs.recent(table, 5)) == (
        None,
        None,
        None,
        [],
    )


def test_another_waits_for_its_end(table):
    run = taken(table, begun(table))
    with pytest.raises(UnderWay):
        begun(table, at=NOW + DAY)
    runs.end(table, run, State.DONE, at=NOW + DAY)
    assert runs.under_way(table) is None
    other = begun(table, at=NOW + DAY)
    assert [one.id for one in runs.recent(table, 5)] == [other.id, run.id]
    assert [one.id for one in runs.recent(table, 1)] == [other.id]


def test_a_mark_that_has_expired_keeps_nobody(table):
    """DynamoDB deletes what has expired days later."""
    run = begun(table)
    aws.dynamodb().delete_item(TableName=table, Key={"pk": {"S": "JANITOR"}, "sk": {"S": f"RUN#{run.id}"}})
    assert runs.under_way(table) is None
    with pytest.raises(UnderWay):
        begun(table, at=NOW + KEPT)
    other: Any = begun(table, at=NOW + KEPT + MINUTE)
    assert runs.under_way(table) == replace(other, started_at=other.started_at.replace(microsecond=123000))


def test_one_works_on_it_at_a_time(table):
    run = begun(table)
    mine = taken(table, run)
    assert (mine.state, mine.tries, mine.holder) == (State.RUNNING, 1, "one")
    for seen in (run, mine):
        with pytest.raises(Lost):
            taken(table, seen, "other", NOW + 14 * MINUTE)
    # Who died is followed when its lease is over, and comes too late should it be alive after all.
    other = taken(table, mine, "other", NOW + 15 * MINUTE)
    assert other.tries == 2
    for late in (lambda: runs.note(table, mine, phase="rows"), lambda: runs.pause(table, mine)):
        with pytest.raises(Lost):
            late()
    with pytest.raises(Lost):
        runs.end(table, mine, State.DONE, at=NOW)
    assert found(table, run).holder == "other"


def test_a_page_is_noted_with_what_it_counted(table):
    run = taken(table, begun(table))
    told = {"phase": "rows", "position": '{"pk":"F#"}', "tallies": {"place_missing": Tally(3, 1, 1, 1, 0)}}
    noted = runs.note(table, run, **told, samples={"place_missing": ("F#ä",)}, unseen=2)
    there = found(table, run)
    assert there == replace(noted, started_at=there.started_at, lease_until=there.lease_until)
    assert (there.tries, there.unseen, there.tallies["place_missing"].found) == (0, 2, 3)
    # What is noted by who read the row before comes to nothing.
    with pytest.raises(Lost):
        runs.note(table, run, phase="rows")


def test_who_pauses_leaves_it_to_anybody(table):
    paused = runs.pause(table, taken(table, begun(table)))
    assert (paused.holder, paused.lease_until, paused.tries) == (None, None, 1)
    assert taken(table, paused, "other").tries == 2


def test_what_is_over_is_not_taken_up(table):
    ended = runs.end(table, taken(table, begun(table)), State.FAILED, at=NOW + MINUTE)
    assert (ended.state, ended.ended_at, ended.over) == (State.FAILED, NOW + MINUTE, True)
    with pytest.raises(Lost):
        taken(table, ended)


def test_an_answer_that_was_lost_is_no_other_invocation(table, monkeypatch):
    """The SDK repeats a call whose answer was lost, and the condition does not hold any more."""
    commit = catalog.commit

    def twice(change):
        commit(change)
        return commit(change)

    monkeypatch.setattr(catalog, "commit", twice)
    run = taken(table, begun(table))
    run = runs.note(table, run, phase="rows")
    runs.end(table, run, State.DONE, at=NOW)
    assert found(table, run).state is State.DONE
