"""An infected version: told, kept, deleted, on record; and nothing of that without the row's word."""

import dataclasses
import json

import pytest

from common import aws
from common.files import catalog, notifications, runs
from common.files.lifecycle import Status
from common.files.notifications import Kind
from common.files.processing import ScanResult, StepStatus
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER
from tests.unit.quarantine.conftest import BODY, FOUND, QUARANTINE, RUN


def test_a_copy_is_kept_and_the_version_deleted(cloud, infected):
    assert infected() == {"outcome": "ok"}
    assert cloud.versions() == set()
    assert infected.kept() == [BODY]
    assert (infected.step().status, infected.step().reason) == (StepStatus.DONE, None)
    assert cloud.file().status is Status.PROCESSING


def test_nothing_would_open_the_copy(infected):
    infected()
    answer = aws.s3().head_object(Bucket=QUARANTINE, Key=KEY)
    assert (answer["ContentType"], answer["Metadata"]) == ("application/octet-stream", {"version-id": infected.version})
    assert aws.s3().get_object_tagging(Bucket=QUARANTINE, Key=KEY)["TagSet"] == []


def test_the_logger_is_told_before(cloud, infected):
    infected()
    (body,) = cloud.bodies(cloud.arrivals)
    message = notifications.read(body)
    assert message.correlation_id == "request-1"
    (record,) = message.records
    event = notifications.parse(record)
    assert (event.kind, event.bucket, event.key) == (Kind.INFECTED, cloud.bucket, KEY)
    assert (event.version_id, event.size, event.happened_at) == (infected.version, len(BODY), FOUND.at)
    assert record["scan"] == {"scanner": "clamav", "signature": "Eicar-Test-Signature"}


def test_other_versions_of_the_key_stay(cloud, infected):
    later = cloud.upload(body=b"later")
    infected()
    assert cloud.versions() == {later}
    assert infected.kept() == [BODY]


def untouched(cloud, infected):
    return cloud.versions() == {infected.version} and infected.kept() == [] and not cloud.bodies(cloud.arrivals)


@pytest.mark.parametrize(
    "changes", [{"run": "run-2"}, {"attempt": 2}, {"fileId": "0" * 8 + "-0000-0000-0000-" + "0" * 12}]
)
def test_a_run_that_is_not_the_files_changes_nothing(cloud, infected, changes):
    assert infected(**changes) == {"outcome": "stale"}
    assert untouched(cloud, infected)


def test_a_run_that_has_ended_changes_nothing(cloud, infected):
    runs.finish(cloud.catalog, cloud.file(), Status.QUARANTINED, by="finish", at=NOW)
    assert infected() == {"outcome": "stale"}
    assert untouched(cloud, infected)


@pytest.mark.parametrize("result", [ScanResult.CLEAN, ScanResult.UNSCANNED])
def test_without_the_rows_word_nothing_is_deleted(cloud, infected, result):
    steps = {"scan": infected.step()}
    runs.record(cloud.catalog, FILE_ID, 1, RUN, steps, by="scan", scan=dataclasses.replace(FOUND, result=result))
    answer = infected()
    assert (answer["outcome"], answer["code"]) == ("refused", "not_infected")
    assert untouched(cloud, infected)


def test_nor_is_another_version(cloud, infected):
    later = cloud.upload(body=b"later")
    assert infected(versionId=later)["code"] == "not_infected"
    assert cloud.versions() == {infected.version, later}
    assert infected.kept() == []


def test_nor_before_the_scan(cloud, infected):
    file = cloud.file()
    unscanned = dataclasses.replace(file.processing, scan=None)
    catalog.amend(cloud.catalog, file, by=OWNER, at=NOW, processing=unscanned)
    assert infected()["code"] == "not_infected"
    assert untouched(cloud, infected)


def test_a_version_of_which_nothing_is_left(cloud, infected):
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=infected.version)
    assert infected()["outcome"] == "gone"
    assert infected.kept() == []
    assert infected.step().status is StepStatus.FAILED
    # It was there, and somebody may have read it.
    assert len(cloud.bodies(cloud.arrivals)) == 1


def test_a_copy_of_another_version_is_none(cloud, infected):
    aws.s3().put_object(Bucket=QUARANTINE, Key=KEY, Body=b"other", Metadata={"version-id": "other"})
    assert infected() == {"outcome": "ok"}
    assert sorted(infected.kept()) == [BODY, b"other"]
    assert cloud.versions() == set()


def test_a_long_name_of_what_was_found_is_cut(cloud, infected):
    runs.record(
        cloud.catalog,
        FILE_ID,
        1,
        RUN,
        {"scan": infected.step()},
        by="scan",
        scan=dataclasses.replace(FOUND, signature="x" * 5000),
    )
    infected()
    (body,) = cloud.bodies(cloud.arrivals)
    assert len(json.loads(body)["Records"][0]["scan"]["signature"]) == 200
