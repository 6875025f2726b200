"""One folder, compacted: whole, by halves, by two at once, and with inputs that are not what they should be."""

import gzip
import json

import pytest

from common import aws
from processor.compactor import compaction, handler, planning, store
from processor.compactor import lines as archive_lines
from tests.unit.cloud import Crash, dying_at, interrupted
from tests.unit.compactor.conftest import BUCKET, FOLDER, line

THREE = [*"abcdef"]
EMPTY = gzip.compress(b"", mtime=0)


@pytest.fixture
def three(bucket):
    """Three batches of two events, one of them written twice."""

    def scene():
        bucket.clear()
        bucket.put("1", "a", "b")
        bucket.put("2", "c", "d")
        bucket.put("1", "a", "b")
        bucket.put("3", "e", "f")

    scene()
    return scene


def test_many_become_one(bucket, three, compact):
    before = b"".join(gzip.decompress(bucket.body(key)) for key in bucket.objects())
    assert compact() == {"read": 3, "written": 1, "aside": 0, "failed": 0, "left": 0}
    (key,) = bucket.objects()
    assert key.startswith(f"{FOLDER}compacted-")
    assert gzip.decompress(bucket.body(key)) == before
    assert bucket.tags(key) == {"inlet": "compacted"}
    assert bucket.versions() == [key]
    assert compact() == {"read": 0, "written": 0, "aside": 0, "failed": 0, "left": 0}


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_the_next_run(bucket, three, compact, moment):
    calls = list[str]()
    with interrupted(calls.append, "before-call", store.client()):
        compact()
    (whole,) = bucket.objects()
    expected = bucket.body(whole)
    assert {"PutObject", "DeleteObject", "GetObject", "ListObjectVersions"} <= set(calls)
    for call, operation in enumerate(calls, start=1):
        three()
        with interrupted(dying_at(call), moment, store.client()), pytest.raises(Crash):
            compact()
        assert set(bucket.ids()) == set(THREE), f"died at call {call}, {operation}"
        compact()
        assert bucket.ids() == THREE, f"died at call {call}, {operation}"
        assert len(bucket.versions("events/")) == 1
        assert bucket.body(*bucket.objects()) == expected
        assert not bucket.versions("compaction/plans/")


def test_another_run_at_any_call_does_no_harm(bucket, three, compact):
    calls = list[str]()
    with interrupted(calls.append, "before-call", store.client()):
        compact()
    for call, operation in enumerate(calls, start=1):
        three()
        counted, entered = iter(range(1, call + 1)), list[str]()

        def other_run(_, counted=counted, call=call, entered=entered):
            if not entered and next(counted, call) == call:
                entered.append("now")
                handler.handler({}, type("C", (), {"get_remaining_time_in_millis": lambda self: 300_000})())

        with interrupted(other_run, "before-call", store.client()):
            compact()
        assert entered
        assert bucket.ids() == THREE, f"another run before call {call}, {operation}"
        assert len(bucket.versions("events/")) == 1
        assert not bucket.versions("compaction/plans/")


def test_what_comes_later_is_compacted_later(bucket, three, compact):
    compact()
    bucket.put("2", "c", "d")  # delivered once more
    bucket.put("4", "g")
    assert compact()["written"] == 1
    assert bucket.ids() == sorted([*THREE, "c", "d", "g"])  # the query view knows the same id by its hour
    bucket.put("5", "h")
    assert compact()["written"] == 0
    assert len(bucket.objects()) == 3


def test_a_version_that_comes_in_between_stays(bucket, three, compact):
    put, once = list[str](), iter(["2"])  # several threads remove

    def redelivered(operation):
        if operation == "DeleteObject" and (batch := next(once, None)):
            put.append(bucket.put(batch, "c", "d"))

    with interrupted(redelivered, "before-call", store.client()):
        compact()
    assert [key for key in bucket.objects() if planning.is_small(key)] == put


def test_large_objects_are_bounded(bucket, three, compact, monkeypatch):
    monkeypatch.setattr(planning, "MOST_INPUTS", 2)
    bucket.put("4", "g")
    assert compact() == {"read": 4, "written": 2, "aside": 0, "failed": 0, "left": 0}
    assert len(bucket.objects()) == 2
    assert bucket.ids() == [*THREE, "g"]


@pytest.mark.parametrize(
    "damage", [b"no gzip", gzip.compress(b"no JSON\n"), EMPTY], ids=["no gzip", "no JSON", "empty"]
)
def test_damaged_ones_are_put_aside_and_told(bucket, three, compact, lines, damage):
    bad = [bucket.put(name, body=damage) for name in ("2", "9")]
    assert compact() == {"read": 3, "written": 1, "aside": 2, "failed": 0, "left": 0}
    assert bucket.ids() == ["a", "b", "c", "d", "e", "f"]  # an earlier version of the damaged "2" was whole
    kept = bucket.objects("damaged/")
    assert [key.rpartition("/")[0] for key in kept] == [f"damaged/{key}" for key in bad]
    assert all(bucket.body(key) == damage for key in kept)
    told = [one for one in lines() if one["message"] == "damaged object put aside"]
    assert [one["key"] for one in told] == bad
    assert all(one["level"] == "WARN" and one["reason"] for one in told)


def test_a_damaged_one_that_stands_alone_does_not_stop_the_rest(bucket, compact):
    bucket.put("1", "a")
    bucket.put("2", body=b"damaged")
    assert compact() == {"read": 0, "written": 0, "aside": 1, "failed": 0, "left": 0}
    assert bucket.ids() == ["a"]


def test_one_that_vanished_is_told_and_the_rest_goes_on(bucket, three, compact, lines):
    removed = list[str]()

    def vanish(operation):
        if operation == "HeadObject" and not removed:
            (one, *_) = aws.s3().list_object_versions(Bucket=BUCKET, Prefix=f"{FOLDER}3")["Versions"]
            removed.append(one["Key"])
            aws.s3().delete_object(Bucket=BUCKET, Key=one["Key"], VersionId=one["VersionId"])

    with interrupted(vanish, "before-call", store.client()):
        assert compact() == {"read": 2, "written": 1, "aside": 0, "failed": 0, "left": 0}
    assert bucket.ids() == [*"abcd"]
    assert [one["key"] for one in lines() if one["message"] == "input vanished"] == removed


def test_plans_that_fail_again_and_again_end(bucket, three, compact, monkeypatch, lines):
    monkeypatch.setattr(store, "read", lambda *_: None)
    with pytest.raises(handler.Uncompacted):
        compact()
    assert bucket.ids() == sorted([*THREE])
    assert any(one.get("error") == "Unsettled" for one in lines())


def test_memory_holds_some_inputs_at_a_time(bucket, compact, monkeypatch):
    """The disk has the rest: no list of all bodies is ever made."""
    for number in range(40):
        bucket.put(f"{number:02}", f"e{number}")
    held, most = [0], [0]
    read, inflated = store.read, archive_lines.inflated

    def reading(*given):
        held[0] += 1
        most[0] = max(most[0], held[0])
        return read(*given)

    def inflating(data):
        held[0] -= 1
        return inflated(data)

    monkeypatch.setattr(store, "read", reading)
    monkeypatch.setattr(archive_lines, "inflated", inflating)
    assert compact()["read"] == 40
    assert most[0] <= 16


def test_the_note_names_what_goes_into_what(bucket, three, compact):
    def at_the_removal(operation):
        if operation == "DeleteObject":
            raise Crash

    with interrupted(at_the_removal, "before-call", store.client()), pytest.raises(Crash):
        compact()
    (note,) = bucket.objects("compaction/plans/")
    assert compaction.folder_of(note) == FOLDER
    noted = json.loads(bucket.body(note))
    assert {name for name, _, _ in noted["inputs"]} == {"1.ndjson.gz", "2.ndjson.gz", "3.ndjson.gz"}
    assert noted["output"] in bucket.objects()
    assert line("a") in gzip.decompress(bucket.body(noted["output"]))
