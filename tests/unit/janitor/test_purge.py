"""The purge: what was deleted goes for good when its time is over; what a run leaves undone the next one does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from common import aws
from common.errors import Busy
from common.files import catalog, deletions, file_rows, findings, objects, usage_rows
from common.files.file import Arrival, FileId
from common.files.lifecycle import Status
from common.files.usage import NOTHING, Amount
from processor.janitor import purge, rounds
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, TENANT, Context, Crash, clock, dying_at, interrupted, pending
from tests.unit.janitor.test_sweeper import ids

__all__ = ["clock"]

DERIVED = "inlet-unit-derived"
NOTHING_TO_DO = {"purged": 0, "skipped": 0, "failed": 0, "left": 0}
OTHER = FileId(TENANT, "7" * 8 + FILE_ID.id[8:])


@pytest.fixture
def run(cloud, clock, lines, monkeypatch):
    """Invokes the purge a minute after a file that was deleted at NOW could be restored."""
    aws.s3().create_bucket(Bucket=DERIVED, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.s3().put_bucket_versioning(Bucket=DERIVED, VersioningConfiguration={"Status": "Enabled"})
    environment = {
        "CATALOG_TABLE": cloud.catalog,
        "UPLOADS_BUCKET": cloud.bucket,
        "DERIVED_BUCKET": DERIVED,
        "RESTORE_DAYS": "30",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # moto copies a table for each transaction, and stumbles over what other threads write meanwhile.
    monkeypatch.setattr(purge, "ThreadPoolExecutor", lambda _: ThreadPoolExecutor(1))
    purge.for_purge.cache_clear()
    clock.advance(days=30, minutes=1)
    return lambda context=None: purge.handler({}, context or Context())


def deleted(cloud, file_id=FILE_ID, at=NOW, **changes):
    """A file that was deleted."""
    given = {"status": Status.COMPLETED, "arrival": Arrival("v1", "etag", 8, NOW), "usage_shard": 3} | changes
    file = pending(file_id, **given)
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=file_rows.to_item(file))
    return deletions.delete(cloud.catalog, file, by=OWNER, at=at)


def leave_traces(cloud, file_id=FILE_ID):
    """Whatever may stand of a file: versions, markers, derivatives of two attempts, findings, GuardDuty's word."""
    for body in (b"one", b"two"):
        cloud.upload(file_id.key, body)
    aws.s3().delete_object(Bucket=cloud.bucket, Key=file_id.key)
    for name in ("1/thumb-200.jpg", "2/thumb-200.jpg", "2/image.json"):
        aws.s3().put_object(Bucket=DERIVED, Key=f"{file_id.key}/{name}", Body=b"x")
    aws.s3().delete_object(Bucket=DERIVED, Key=f"{file_id.key}/1/thumb-200.jpg")
    findings.put(cloud.catalog, file_id, 2, {"width": 1})
    told = file_rows.row_key(file_id) | {"sk": {"S": "GUARDDUTY#v1"}, "verdict": {"S": "NO_THREATS_FOUND"}}
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=told)


def charge(cloud, files=1):
    """The tenant's usage, as that of its files."""
    used = usage_rows.attributes("used", Amount(8 * files, files))
    item = usage_rows.key(TENANT, 3) | used | usage_rows.attributes("free", NOTHING)
    aws.dynamodb().put_item(TableName=cloud.catalog, Item=item)


def left(cloud, file_id=FILE_ID):
    """What is left of a file: rows, versions and markers."""
    rows = [row["sk"] for row in cloud.items(cloud.catalog) if row["pk"] == f"F#{file_id.key}"]
    listed: list[Any] = [
        aws.s3().list_object_versions(Bucket=one, Prefix=file_id.key) for one in (cloud.bucket, DERIVED)
    ]
    return rows, [one["Key"] for page in listed for kind in ("Versions", "DeleteMarkers") for one in page.get(kind, [])]


def used(cloud):
    (row,) = [row for row in cloud.items(cloud.catalog) if row["sk"] == "USAGE"]
    return tuple(int(row[name]) for name in ("usedBytes", "usedFiles", "freeBytes", "freeFiles"))


def test_nothing_is_left_but_of_others(cloud, run, lines):
    deleted(cloud)
    leave_traces(cloud)
    leave_traces(cloud, OTHER)
    charge(cloud, files=2)
    others = left(cloud, OTHER)
    assert run() == NOTHING_TO_DO | {"purged": 1}
    assert left(cloud) == ([], [])
    assert left(cloud, OTHER) == others
    assert used(cloud) == (8, 1, 8, 1)
    assert run() == NOTHING_TO_DO
    (line,) = [line for line in lines() if line["message"] == "file purged"]
    assert (line["fileId"], line["tenantId"], line["correlationId"]) == (FILE_ID.id, TENANT, "request-1")


def test_its_time_has_to_be_over(cloud, run, clock):
    deleted(cloud)
    leave_traces(cloud)
    before, clock.now = left(cloud), NOW + timedelta(days=30)
    assert (run(), left(cloud)) == (NOTHING_TO_DO, before)
    clock.advance(milliseconds=1)
    assert (run(), left(cloud)) == (NOTHING_TO_DO | {"purged": 1}, ([], []))


def test_the_index_may_be_behind(cloud, run, monkeypatch):
    """What it still lists may have come back, been deleted once more since, or be gone."""
    back, again, gone = ids(3)
    deletions.restore(cloud.catalog, deleted(cloud, back), by=OWNER, at=NOW)
    deleted(cloud, again, at=NOW + timedelta(days=1))
    before = cloud.items(cloud.catalog)
    monkeypatch.setattr(catalog, "overdue", lambda *_: iter([back, again, gone]))
    assert run() == NOTHING_TO_DO | {"skipped": 3}
    assert cloud.items(cloud.catalog) == before


def test_what_is_restored_meanwhile_stays(cloud, run, monkeypatch):
    deleted(cloud)
    leave_traces(cloud)
    before = left(cloud)
    find: Any = catalog.find

    def overtaken(*args):
        file = find(*args)
        deletions.restore(cloud.catalog, file, by=OWNER, at=NOW)
        return file

    monkeypatch.setattr(catalog, "find", overtaken)
    assert run() == NOTHING_TO_DO | {"skipped": 1}
    assert left(cloud) == before


@pytest.mark.parametrize("late_after", ["inlet-unit-uploads", DERIVED])
def test_who_comes_late_leaves_what_was_announced_under_its_id_since(cloud, run, monkeypatch, late_after):
    """The janitor finishes purges, too: while one of the two is slow, the other may have come to the end."""
    deleted(cloud)
    leave_traces(cloud)
    remove_all, since = objects.remove_all, []

    def overtaken(bucket, prefix):
        remove_all(bucket, prefix)
        if bucket == late_after:
            monkeypatch.setattr(objects, "remove_all", remove_all)
            assert run()["purged"] == 1
            cloud.announce(pending(created_at=NOW + timedelta(days=31)))
            leave_traces(cloud)
            since.append(left(cloud))

    monkeypatch.setattr(objects, "remove_all", overtaken)
    assert run() == NOTHING_TO_DO | {"skipped": 1}
    assert [left(cloud)] == since


def test_a_file_without_anything_goes_too(cloud, run):
    """What was quarantined has no version any more; rows older than quotas do not count."""
    deleted(cloud, status=Status.QUARANTINED, usage_shard=None)
    assert run() == NOTHING_TO_DO | {"purged": 1}
    assert cloud.items(cloud.catalog) == []


# Dead after one call is dead before the next.
@pytest.mark.parametrize("moment", ["after-call", pytest.param("before-call", marks=pytest.mark.long)])
def test_a_crash_at_any_call_is_mended_by_the_next_run(cloud, run, two_shards, moment):
    def scene(file_id):
        charge(cloud)
        deleted(cloud, file_id)
        cloud.upload(file_id.key)
        aws.s3().delete_object(Bucket=cloud.bucket, Key=file_id.key)
        aws.s3().put_object(Bucket=DERIVED, Key=f"{file_id.key}/1/text.txt", Body=b"x")
        findings.put(cloud.catalog, file_id, 1, {"lines": 1})

    undisturbed, *others = ids(30)
    scene(undisturbed)
    calls: list[str] = []
    with interrupted(calls.append):
        run()
    assert len(set(calls)) == 7
    for call, (operation, file_id) in enumerate(zip(calls, others, strict=False), start=1):
        scene(file_id)
        with interrupted(dying_at(call), moment), pytest.raises(Crash):
            run()
        # Nothing of it is gone while it could come back.
        file = cloud.file(file_id)
        assert file is None or file.deletion.purging_since or len(left(cloud, file_id)[1]) == 3, operation
        run()
        assert (left(cloud, file_id), used(cloud)) == (([], []), (0, 0, 8, 1)), f"died at call {call}, {operation}"


def test_one_that_cannot_be_purged_stops_nobody_and_fails_the_run(cloud, run, lines, monkeypatch):
    good, bad, other = ids(3)
    for file_id in (good, bad, other):
        deleted(cloud, file_id)
    forget = deletions.forget

    def refused(table, file):
        if file.id == bad:
            raise Busy
        forget(table, file)

    monkeypatch.setattr(deletions, "forget", refused)
    with pytest.raises(rounds.Undone, match="1 files failed"):
        run()
    assert [cloud.file(one) is None for one in (good, bad, other)] == [True, False, True]
    (failed,) = [line for line in lines() if line["level"] == "ERROR"]
    assert (failed["fileId"], failed["error"]) == (bad.id, "busy")


def test_stops_in_time_says_so_and_goes_on_in_the_next_run(cloud, run):
    for file_id in ids(11):
        deleted(cloud, file_id)
    with pytest.raises(rounds.Undone, match="0 files failed; time ran out before all were seen"):
        run(Context(15_000, 14_999))
    assert run() == NOTHING_TO_DO | {"purged": 3}


def test_the_sweeper_leaves_what_is_deleted_to_wait(cloud, run):
    """A run of the sweeper that read the index when the file was pending comes back to it now."""
    file = deleted(cloud)
    assert not cloud.file().listed
    with pytest.raises(catalog.Stale):
        catalog.unlist(cloud.catalog, file.id, by="sweeper", at=NOW)
    assert run()["purged"] == 1


def test_only_what_is_being_purged_is_forgotten(cloud):
    file = deleted(cloud)
    with pytest.raises(ValueError, match="not being purged"):
        deletions.forget(cloud.catalog, file)
    with pytest.raises(ValueError, match="not deleted"):
        deletions.restore(cloud.catalog, pending(), by=OWNER, at=NOW)
    begun = deletions.begin_purge(cloud.catalog, file, by="purge", at=NOW)
    with pytest.raises(catalog.Stale):
        deletions.restore(cloud.catalog, file, by=OWNER, at=NOW)
    assert cloud.file() == begun
    assert (begun.changed_by, KEY in str(cloud.items(cloud.catalog))) == ("purge", True)
