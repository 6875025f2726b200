"""What the janitor must not touch, however old it is: what others wait for, work on, or have changed meanwhile."""

from dataclasses import replace
from functools import partial

import pytest

from common import aws
from common.files import findings, places
from common.files.file import Method
from common.files.lifecycle import Status
from common.files.processing import Processing
from common.janitor.findings import OBJECT_ORPHANED, Tally
from common.janitor.run import Run
from processor.janitor.agreement.finding import Count, Finding
from tests.unit.cloud import NOW, pending
from tests.unit.janitor.agreement.conftest import DAY, clock, file_id
from tests.unit.janitor.agreement.test_kinds import object_missing, tally, waiting_missing

__all__ = ["clock"]

ONE = file_id(1)


def completed(world, **changes):
    """The row of a file whose processing has ended, and its places, without anything else."""
    processing = Processing(1, "run-1", NOW, ended_at=NOW, extracted=1)
    return world.put(pending(ONE, status=Status.COMPLETED, processing=processing, **changes))


def parts(world):
    begun = aws.s3().create_multipart_upload(Bucket=world.cloud.bucket, Key=ONE.key)
    return pending(ONE, method=Method.MULTIPART, part_size=5 << 20, multipart_id=begun["UploadId"])


def test_an_object_that_is_not_admitted_yet(world, run):
    world.put(pending(ONE))
    world.cloud.upload(ONE.key, b"another")
    world.cloud.upload(ONE.key)
    before = world.state()
    assert run()["findings"] == {}
    assert world.state() == before


def test_what_the_last_attempt_makes_and_what_holds_until_it_ends(world, run):
    """The first attempt's findings hold, the second was lost, the third is under way."""
    file = world.arrived()
    under_way = replace(file.processing, attempt=3, run="run-3", started_at=NOW + 2 * DAY, ended_at=None)
    world.put(replace(file, status=Status.PROCESSING, processing=under_way))
    for attempt in (2, 3):
        world.derive(ONE, attempt)
        findings.put(world.table, ONE, attempt, {"width": 1})
    told = run(dryRun=False, graceSeconds=0)["findings"]
    assert {name: one["mended"] for name, one in told.items()} == {"findings_superseded": 1, "derivative_superseded": 1}
    assert world.derived() == [f"{ONE.key}/{attempt}/thumb-200.jpg" for attempt in (1, 3)]
    assert [findings.find(world.table, ONE, attempt) for attempt in (1, 2, 3)] == [{"width": 1}, {}, {"width": 1}]


def test_parts_that_a_pending_file_waits_for(world, run):
    world.put(parts(world))
    before = world.state()
    assert run(dryRun=False, graceSeconds=0)["findings"] == {}
    assert world.state() == before


def announced_again(world):
    world.cloud.upload(ONE.key)
    return lambda: world.put(pending(ONE))


def derived_again(world):
    world.derive(ONE, 1)
    return lambda: completed(world)


def opened_again(world):
    file = parts(world)
    return lambda: world.put(file)


def found_again(world):
    findings.put(world.table, ONE, 1, {"width": 1})
    return lambda: completed(world)


def tagged(world):
    file = completed(world)
    world.place(places.Place(places.partition(ONE.tenant, "G#new", 0), min(places.places(file)).sk))
    return lambda: completed(world, tags=("new",), revision=2)


def restored(world):
    waiting_missing(world)
    file = world.cloud.file(ONE)
    return lambda: world.put(replace(file, status=Status.COMPLETED, deletion=None, revision=2))


def changed(world):
    object_missing(world)
    file = world.cloud.file(ONE)
    return lambda: world.put(replace(file, filename="changed.png", revision=2))


@pytest.mark.parametrize(
    ("kind", "scene"),
    [
        ("object_orphaned", announced_again),
        ("derivative_orphaned", derived_again),
        ("parts_abandoned", opened_again),
        ("row_orphaned", found_again),
        ("place_orphaned", tagged),
        ("waiting_missing", restored),
        ("object_missing", changed),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_what_has_come_right_between_the_last_look_and_the_mend(world, run, monkeypatch, kind, scene):
    settle, since = scene(world), []
    mended = Count._mended

    def overtaken(count, finding):
        monkeypatch.setattr(Count, "_mended", mended)
        settle()
        since.append(world.state())
        return mended(count, finding)

    monkeypatch.setattr(Count, "_mended", overtaken)
    told = run()["findings"]
    assert tally({"findings": {kind: told[kind]}}, kind) == {"found": 1}
    assert [world.state()] == since


def test_the_clock_ends_only_so_many_objects_of_a_kind(world, run, lines):
    for number in range(1, 6):
        world.cloud.upload(file_id(number).key)
        world.drop(min(places.places(world.arrived(number + 10))).key)
    told = run({"source": "clock"})["findings"]
    assert [told["object_orphaned"][name] for name in ("found", "mended", "failed")] == [5, 2, 3]
    assert [told["place_missing"][name] for name in ("found", "mended", "failed")] == [5, 5, 0]
    assert [line["kind"] for line in lines() if line["message"].startswith("held back")] == ["object_orphaned"]
    told = run(dryRun=False)["findings"]
    assert {name: (one["found"], one["mended"]) for name, one in told.items()} == {"object_orphaned": (3, 3)}


def test_what_earlier_pages_have_ended_counts_too():
    ended: list[str] = []
    count = Count(Run("1", False, "schedule", DAY, NOW, tallies={"object_orphaned": Tally(mended=1)}), NOW, most=2)
    for key in ("a", "b", "c"):
        count.settle(Finding(OBJECT_ORPHANED, key, None, partial(ended.append, key)))
    assert ended == ["a"]
    assert count.tallies["object_orphaned"] == Tally(found=3, mended=1, failed=2)
