"""A run survives the end of its time and its death: another invocation goes on, never two at once; all counts once."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.files import places
from common.janitor import runs
from common.janitor.run import State
from processor.janitor.agreement import loop, mending, originals, reading, rows, scope
from processor.janitor.agreement.wanted import BadEvent
from tests.unit.cloud import TENANT, Context, Crash, dying_at, interrupted
from tests.unit.janitor.agreement.conftest import DERIVED, file_id

MOMENTS = ["after-call", pytest.param("before-call", marks=pytest.mark.long)]
DAILY = {"time": "2026-11-23T13:12:00Z"}


class Lasting(Context):
    """Time for so many questions how much is left, and then none."""

    def __init__(self, questions):
        super().__init__(*[300_000] * questions, *[0] * 1000)


@pytest.fixture
def small_pages(monkeypatch):
    """Five rows a page, or three versions."""

    def scan(table, after):
        begin = {"ExclusiveStartKey": after} if after else {}
        page = aws.dynamodb().scan(TableName=table, Limit=5, **begin)
        return page["Items"], page.get("LastEvaluatedKey")

    monkeypatch.setattr(reading, "scan", scan)
    original = originals.page

    def page(at, position):
        def few(params, **_: Any):
            params["MaxKeys"] = 3

        event = "provide-client-params.s3.ListObjectVersions"
        aws.s3().meta.events.register(event, few)
        try:
            return original(at, position)
        finally:
            aws.s3().meta.events.unregister(event, few)

    monkeypatch.setitem(loop.PHASES, "originals", page)


def under_way(world) -> Any:
    return runs.under_way(world.table)


def damage(world):
    """Something for each phase."""
    file = world.arrived(1)
    world.drop(min(places.places(file)).key)
    world.cloud.upload(f"{TENANT}/unannounced")
    world.cloud.upload(file.id.key, b"another")
    world.derive(file_id(2), 1)
    aws.s3().create_multipart_upload(Bucket=world.cloud.bucket, Key=file.id.key)
    return file


KINDS = ["place_missing", "object_orphaned", "version_unpinned", "derivative_orphaned", "parts_abandoned"]


def agrees(world, file):
    """Whether there is the file and nothing else."""
    rows_, versions, markers, derived, parts = world.state()
    assert world.cloud.listed() == places.places(file)
    assert len(rows_) == 2 + len(places.places(file))
    assert versions == [(file.id.key, file.arrival.version_id)]
    assert (markers, derived, parts) == ([], [f"{file.id.key}/1/thumb-200.jpg"], [])
    return True


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_that_dies_at_any_call_is_gone_on_with(world, run, clock, small_pages, moment, request):
    file = damage(world)
    calls: list[str] = []
    with interrupted(calls.append):
        run()
    assert agrees(world, file)
    # Each call in its turn where there is time for that; else some of them, of all phases.
    some = range(1, len(calls) + 1, 1 if request.config.getoption("-m") == "long" else 9)
    for call in some:
        world.clear()
        file = damage(world)
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            run()
        clock.advance(minutes=16)
        told = run(DAILY)
        told = told or run(DAILY)
        assert told["state"] == "done", f"died at call {call}, {calls[call - 1]}"
        assert all(one["found"] == one["mended"] == 1 for one in told["findings"].values())
        assert agrees(world, file), f"died at call {call}, {calls[call - 1]}"
        assert run()["findings"] == {}
        assert runs.under_way(world.table) is None


def test_nobody_goes_on_while_somebody_may_be_at_work(world, run, clock):
    damage(world)
    with interrupted(dying_at(12)), pytest.raises(Crash):
        run()
    before = world.state()
    clock.advance(seconds=329)  # its five minutes, and half a minute for clocks that differ
    assert run(DAILY)["state"] == "running"
    with pytest.raises(runs.UnderWay):
        run(dryRun=True)
    assert world.state() == before
    clock.advance(seconds=1)
    assert run(DAILY)["state"] == "done"


def test_who_was_thought_dead_notes_nothing_more(world, run, monkeypatch, clock, lines):
    """Another has taken the run up: what the first one mended stays mended, and the other counts."""
    file = damage(world)
    page = rows.page

    def overtaken(at, position):
        monkeypatch.setitem(loop.PHASES, "rows", page)
        clock.advance(minutes=16)
        assert run(DAILY)["state"] == "done"
        return page(at, position)

    monkeypatch.setitem(loop.PHASES, "rows", overtaken)
    told = run()
    assert (told["state"], sorted(told["findings"])) == ("done", sorted(KINDS))
    assert "run is another's" in str(lines())
    assert agrees(world, file)


def test_when_time_is_short_the_next_invocation_goes_on_where_this_one_stopped(world, run, small_pages):
    damage(world)
    seen, told = [], run(context=Lasting(4))
    while told["state"] == "running":
        seen.append((told["phase"], under_way(world).position))
        assert len(seen) < 50
        told = run(DAILY, context=Lasting(4))
    assert told["state"] == "done"
    assert len(seen) == len(set(seen)) > 3
    assert {phase for phase, _ in seen} >= {"rows", "originals"}
    assert {name: one["mended"] for name, one in told["findings"].items()} == dict.fromkeys(KINDS, 1)


def test_a_page_that_time_ran_out_in_is_done_again(world, run):
    damage(world)
    # One question for the lease, one before the page, one before its first few looks.
    told = run(context=Context(300_000, 300_000, 14_999))
    assert (told["state"], told["findings"]) == ("running", {})
    assert run(DAILY)["findings"]["place_missing"]["mended"] == 1


def test_a_run_that_never_comes_further_is_given_up_and_makes_way(world, run, monkeypatch, lines):
    def refused(*_):
        raise Busy

    monkeypatch.setitem(loop.PHASES, "originals", refused)
    with pytest.raises(Busy):
        run()
    for _ in range(loop.MOST_TRIES):
        with pytest.raises(Busy):
            run(DAILY)
    assert under_way(world).phase == "originals"
    assert run(DAILY)["state"] == "failed"
    (line,) = [line for line in lines() if "JanitorUndone" in line]
    assert line["JanitorUndone"] == 1
    monkeypatch.undo()
    assert runs.under_way(world.table) is None


def test_what_cannot_be_mended_is_counted_and_stops_nothing(world, run, monkeypatch, lines):
    damage(world)
    put_place = mending.put_place

    def refused(*_):
        raise Busy

    monkeypatch.setattr(mending, "put_place", refused)
    told = run()
    assert told["findings"]["place_missing"] == {"found": 1, "young": 0, "mended": 0, "failed": 1, "bytes": 0}
    assert {name for name, one in told["findings"].items() if one["mended"]} == set(KINDS) - {"place_missing"}
    (line,) = [line for line in lines() if line["message"] == "not mended"]
    assert (line["kind"], line["key"], line["error"]) == ("place_missing", file_id(1).key, "busy")
    assert [line["JanitorUndone"] for line in lines() if "JanitorUndone" in line] == [1]
    monkeypatch.setattr(mending, "put_place", put_place)
    assert run()["findings"]["place_missing"]["mended"] == 1


def test_what_cannot_be_looked_at_is_counted_and_keeps_back_no_other(world, run, lines):
    damage(world)
    world.update(world.arrived(3).id, "REMOVE filename")
    told = run()
    assert told["unseen"] > 0
    assert {name: one["mended"] for name, one in told["findings"].items()} == dict.fromkeys(KINDS, 1)
    assert {line["message"] for line in lines() if line["level"] == "ERROR"} == {"not looked at"}
    assert world.cloud.versions(file_id(3).key)


@pytest.mark.parametrize("code", ["403", "400", "NoSuchBucket"])
def test_only_that_it_is_missing_means_that_it_is_lost(world, run, monkeypatch, code):
    """A bucket that is not there looks like an object that is not, when it is asked for its head."""
    file = world.arrived()

    def refused(*_args, **_more):
        raise ClientError({"Error": {"Code": "404" if code == "NoSuchBucket" else code}}, "HeadObject")

    monkeypatch.setattr(aws.s3(), "head_object", refused)
    if code == "NoSuchBucket":
        monkeypatch.setenv("UPLOADS_BUCKET", "nowhere")
        scope.for_janitor.cache_clear()
        with pytest.raises(ClientError):
            run()  # the next phase
        assert under_way(world).unseen == 1
    else:
        assert run()["unseen"] == 1
    assert world.cloud.file(file.id) == file


def test_a_version_that_is_pinned_meanwhile_stays(world, run, monkeypatch):
    """The listing, and reads that may lag, tell of a time before."""
    file = world.arrived()
    monkeypatch.setattr(reading, "files", lambda *_: {})
    before = world.state()
    assert run(dryRun=False, graceSeconds=0)["findings"] == {}
    assert world.state() == before
    assert world.cloud.file(file.id) == file


def test_what_changes_between_reading_and_mending_is_left(world, run, monkeypatch):
    file = world.arrived()
    gone, *_ = sorted(places.places(file))
    world.drop(gone.key)
    put_place = mending.put_place

    def overtaken(table, read, place):
        aws.dynamodb().update_item(
            TableName=table,
            Key={"pk": {"S": f"F#{read.id.key}"}, "sk": {"S": "FILE"}},
            UpdateExpression="ADD revision :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
        put_place(table, read, place)

    monkeypatch.setattr(mending, "put_place", overtaken)
    assert run()["findings"]["place_missing"] == {"found": 1, "young": 0, "mended": 0, "failed": 0, "bytes": 0}
    assert gone not in world.cloud.listed()


def test_the_clock_begins_a_run_when_one_is_due(world, run, clock):
    first = run(DAILY)
    assert (first["state"], first["dryRun"]) == ("done", False)
    clock.advance(hours=23)
    assert run(DAILY) == {}
    assert run(dryRun=True)["state"] == "done"  # which is none of the clock's
    clock.advance(hours=1)
    second = run(DAILY)
    assert second["state"] == "done"
    assert [(one.by, one.grace) for one in runs.recent(world.table, 9)] == [
        ("schedule", timedelta(days=1)),
        ("direct", timedelta(days=1)),
        ("schedule", timedelta(days=1)),
    ]


def test_where_nothing_is_scheduled_the_clock_goes_on_and_begins_nothing(world, run, monkeypatch, clock):
    monkeypatch.setenv("SCHEDULED", "false")
    scope.for_janitor.cache_clear()
    assert run(DAILY) == {}
    begun = runs.begin(world.table, dry_run=True, by="u-1", grace=timedelta(0), at=clock.now)
    assert run(DAILY)["id"] == begun.id
    there: Any = runs.find(world.table, begun.id)
    assert there.state is State.DONE


def test_one_that_was_begun_elsewhere_is_worked_on_by_its_id(world, run, clock):
    begun = runs.begin(world.table, dry_run=True, by="u-1", grace=timedelta(0), at=clock.now)
    assert run({"run": begun.id})["state"] == "done"
    assert run({"run": begun.id})["state"] == "done"  # the invocation came twice
    assert run({"run": file_id(1).id}) == {}


@pytest.mark.parametrize(
    "event",
    [
        {"dryRun": "false"},
        {"dryRun": None},
        {"graceSeconds": 5},
        {"dryRun": True, "graceSeconds": -1},
        {"dryRun": True, "graceSeconds": "5"},
        {"dryRun": True, "graceSeconds": True},
        {"dryRun": True, "graceSeconds": 10**12},
        {"dryRun": True, "tenant": ""},
        {"dryRun": True, "tenant": "t-1"},
        {"dryRun": True, "grace": 5},
        {"run": 5},
        {"run": "JANITOR"},
    ],
    ids=str,
)
def test_what_nobody_can_mean_is_refused(world, run, event):
    with pytest.raises(BadEvent):
        run(event)
    assert world.state() == ([], [], [], [], [])
    assert DERIVED not in str(world.cloud.items(world.table))
