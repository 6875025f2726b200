"""Uploads that were aborted when their object had come, or was on its way: nothing stays in the bucket."""

import dataclasses
from datetime import timedelta

import pytest

from common import queues
from common.files import arrival, catalog
from common.files.file import Method
from common.files.lifecycle import Status
from tests.unit.cloud import KEY, NOW, OWNER, Crash, dying_at, interrupted, pending
from tests.unit.janitor.test_sweeper import NOTHING

JOINED = pending(method=Method.MULTIPART, part_size=8_388_608, multipart_id="joined")
READ = pending(sha256="ab" * 32)


def abort(cloud, file):
    """As the API does."""
    return catalog.move(cloud.catalog, file, Status.ABORTED, by=OWNER, at=NOW, stay_listed=True)


def listed(cloud):
    return "waitingIn" in cloud.items(cloud.catalog)[0]


@pytest.mark.parametrize("file", [pending(), JOINED])
def test_what_had_come_without_a_notification_is_removed(cloud, sweep, file):
    cloud.announce(file)
    version = cloud.upload()
    abort(cloud, file)
    assert sweep() == NOTHING | {"settled": 1}
    assert (cloud.versions(), cloud.file().status, listed(cloud)) == (set(), Status.ABORTED, False)
    (row,) = cloud.audited().values()
    assert (row["sk"], row["verdict"], row["reasonCode"]) == (f"swept#{version}#decision", "rejected", "aborted")
    assert sweep() == NOTHING


def test_what_was_being_verified_is_removed_unread(cloud, sweep, clock):
    file = cloud.announce(READ)
    abort(cloud, catalog.verifying(cloud.catalog, file, cloud.upload(), by="logger", at=clock.now))
    clock.advance(hours=23, minutes=59)
    assert sweep() == NOTHING
    clock.advance(minutes=2)
    assert sweep() == NOTHING | {"settled": 1}
    assert (cloud.versions(), listed(cloud), cloud.bodies(cloud.verifications)) == (set(), False, [])


def test_what_never_came_is_only_no_longer_listed(cloud, sweep, clock):
    abort(cloud, cloud.announce())
    before = cloud.file()
    assert sweep() == NOTHING | {"settled": 1}
    seen_to = dataclasses.replace(before, changed_by="sweeper", changed_at=clock.now)
    assert (cloud.file(), listed(cloud), cloud.audited()) == (seen_to, False, {})
    assert sweep() == NOTHING


def test_what_may_be_on_its_way_is_waited_for(cloud, sweep, clock, monkeypatch):
    """Also where the index is behind: S3 may be joining the parts."""
    file = abort(cloud, cloud.announce(pending(signed_at=NOW + timedelta(hours=1))))
    assert sweep() == NOTHING
    with monkeypatch.context() as behind:
        behind.setattr(catalog, "overdue", lambda table, before: iter([file.id]))
        assert sweep() == NOTHING | {"skipped": 1}
    assert listed(cloud)
    cloud.upload()
    clock.advance(hours=1)
    assert sweep() == NOTHING | {"settled": 1}
    assert cloud.versions() == set()


def test_the_logger_may_have_removed_it_before(cloud, sweep):
    file = abort(cloud, cloud.announce())
    cloud.upload()
    settler = arrival.Settler(cloud.catalog, cloud.bucket, cloud.verifications, "logger")
    settler.settle(KEY, file, cloud.head(), request="", at=NOW, record=lambda settled: None)
    assert (cloud.versions(), listed(cloud)) == (set(), True)
    assert sweep() == NOTHING | {"settled": 1}
    assert not listed(cloud)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_a_crash_at_any_call_is_mended_by_the_next_run(cloud, sweep, two_shards, moment):
    def scene():
        cloud.clear()
        queues._url.cache_clear()
        abort(cloud, cloud.announce(JOINED))
        cloud.upload()

    scene()
    calls = list[str]()
    with interrupted(calls.append):
        sweep()
    for call, operation in enumerate(calls, start=1):
        scene()
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            sweep()
        sweep()
        assert (cloud.versions(), listed(cloud)) == (set(), False), f"died at call {call}, {operation}"
        assert len(cloud.audited()) == 1
