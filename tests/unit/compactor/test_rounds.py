"""Which folders are looked at when, and that one tenant does not keep the others from it."""

from datetime import timedelta

import pytest

from common.events import archive
from processor.compactor import compaction, handler, rounds, store
from tests.unit.cloud import NOW, Context, interrupted
from tests.unit.compactor.conftest import BUCKET, LAST_HOUR

TENANTS = ["t-a", "t-b", "t-c"]


@pytest.fixture
def busy(bucket):
    """Three tenants with two batches each."""
    for tenant in TENANTS:
        bucket.put("1", f"{tenant}1", tenant=tenant)
        bucket.put("2", f"{tenant}2", tenant=tenant)
    return bucket


def left(bucket):
    """The tenants that still have small objects."""
    return [tenant for tenant in TENANTS if len(bucket.objects(archive.of_tenant(tenant))) > 1]


def test_all_tenants_have_their_turn(busy, compact):
    assert compact()["written"] == 3
    assert left(busy) == []
    for tenant in TENANTS:
        assert busy.ids(archive.of_tenant(tenant)) == [f"{tenant}1", f"{tenant}2"]


def test_open_hours_are_left_alone(bucket, compact, clock):
    bucket.put("1", "a", at=NOW)
    bucket.put("2", "b", at=NOW)
    assert compact()["read"] == 0
    clock.advance(hours=1)
    assert compact()["read"] == 2


def test_old_hours_are_looked_at_once_a_day(bucket, compact, clock):
    old = NOW - timedelta(days=28)
    bucket.put("1", "a", at=old)
    bucket.put("2", "b", at=old)
    hours = []
    for hour in range(24):
        if compact()["read"]:
            hours.append(hour)
        clock.advance(hours=1)
    assert len(hours) == 1


def test_what_cannot_come_any_more_is_not_looked_at(bucket, compact, clock):
    old = NOW - timedelta(days=32)
    bucket.put("1", "a", at=old)
    bucket.put("2", "b", at=old)
    for _ in range(24):
        assert compact()["read"] == 0
        clock.advance(hours=1)


def test_a_run_without_time_goes_on_where_it_stopped(busy, compact):
    with pytest.raises(handler.Uncompacted, match="time ran out"):
        compact(Context(*[300_000] * 3, *[0] * 50))
    assert left(busy) == ["t-b", "t-c"]
    with pytest.raises(handler.Uncompacted):
        compact(Context(*[300_000] * 3, *[0] * 50))
    assert left(busy) == ["t-c"]
    assert compact()["written"] == 1
    assert rounds._checkpoint(BUCKET) == ""
    assert compact()["written"] == 0


def test_the_next_run_begins_behind_the_checkpoint(busy):
    rounds.remember(BUCKET, "t-b")
    assert list(rounds.tenants(BUCKET)) == ["t-c", "t-a", "t-b"]
    rounds.remember(BUCKET, "t-gone")
    assert list(rounds.tenants(BUCKET)) == TENANTS


def test_one_that_fails_does_not_keep_the_others(busy, compact, monkeypatch, lines):
    whole = compaction.compact

    def failing(bucket, folder, *rest):
        if "t-b" in folder:
            raise OSError("disk")
        return whole(bucket, folder, *rest)

    monkeypatch.setattr(compaction, "compact", failing)
    with pytest.raises(handler.Uncompacted, match="1 folders failed"):
        compact()
    assert left(busy) == ["t-b"]
    (told,) = [one for one in lines() if one["message"] == "could not be compacted"]
    assert told["folder"] == archive.folder("t-b", LAST_HOUR)


def test_what_lists_ask_is_bounded(busy, compact):
    """Four lists and what is noted, however many days there are; one more a tenant."""
    compact()
    calls = list[str]()
    with interrupted(calls.append, "before-call", store.client()):
        compact()
    assert sorted(calls) == ["GetObject", "GetObject", *["ListObjectsV2"] * (2 + len(TENANTS))]


def test_foreign_keys_are_passed_over(bucket, compact):
    for key in ("events/readme.txt", "events/tenant=t-a/x", "events/tenant=t-a/date=2026-11-21/hour=12/x.txt"):
        bucket.put("1", "a", tenant="t-a")
        store.put(BUCKET, key, b"?")
        store.put(BUCKET, f"{key}2", b"?")
    assert compact() == {"read": 0, "written": 0, "aside": 0, "failed": 0, "left": 0}
