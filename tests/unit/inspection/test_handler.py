"""The task `inspect`: the version against its row, its content against its promise, and what the row then says."""

import dataclasses

import pytest

from common import aws
from common.files import catalog, runs
from common.files.lifecycle import Status
from common.files.processing import Step, StepStatus
from processor.inspection import libmagic, version
from processor.inspection.ends import HEAD_BYTES, TAIL_BYTES
from tests.unit.cloud import KEY, NOW, OWNER
from tests.unit.inspection.conftest import CLEAN, LATER, OK, PNG
from tests.unit.inspection.contents import HTML, zipped


def test_what_keeps_its_promise_goes_on_to_the_scan(cloud, inspect, lines):
    inspect.begin()
    assert inspect() == OK
    assert inspect.steps() == {
        "inspect": Step(StepStatus.DONE, NOW, LATER),
        "scan": Step(StepStatus.RUNNING, LATER),
    }
    assert cloud.file().processing.media_type == "image/png"
    (line,) = lines()
    assert line["correlationId"] == "request-1"
    assert line.keys() >= {"tenantId", "fileId", "attempt", "step", "outcome", "mediaType"}
    assert "Menü" not in str(line)


def test_doing_it_again_says_the_same(cloud, inspect):
    inspect.begin()
    assert inspect() == inspect() == OK
    assert inspect.steps()["inspect"] == Step(StepStatus.DONE, NOW, LATER)


def test_what_is_of_another_type_is_refused(inspect):
    inspect.begin(HTML)
    assert inspect.refused("type_mismatch")


def test_a_polyglot_is_refused(inspect):
    inspect.begin(PNG + zipped("a"))
    assert inspect.refused("polyglot")


def test_a_large_object_is_read_at_its_ends_only(cloud, inspect, monkeypatch):
    body = PNG + bytes(3_000_000) + HTML
    inspect.begin(body)
    read = []
    original = version._range

    def noting(*where):
        read.append(where[-2:])
        return original(*where)

    monkeypatch.setattr(version, "_range", noting)
    assert inspect.refused("polyglot")
    assert read == [(0, HEAD_BYTES), (len(body) - TAIL_BYTES, len(body))]


@pytest.mark.parametrize(
    "length", [1, HEAD_BYTES + TAIL_BYTES - 1, HEAD_BYTES + TAIL_BYTES, HEAD_BYTES + TAIL_BYTES + 1]
)
def test_ends_of_any_length(cloud, length):
    body = bytes(number % 251 for number in range(length))
    put = cloud.upload(body=body)
    read = version.read(cloud.bucket, KEY, put, length)
    assert (read.head, read.tail, read.size) == (body[:HEAD_BYTES], body[-TAIL_BYTES:], length)


def test_an_object_that_is_not_the_one_that_was_accepted(cloud, inspect):
    inspect.begin()
    file = cloud.file()
    for changes in ({"size": 5}, {"etag": "0" * 32}):
        catalog.amend(
            cloud.catalog, cloud.file(), by=OWNER, at=NOW, arrival=dataclasses.replace(file.arrival, **changes)
        )
        assert inspect.refused("size_mismatch")


def test_an_object_that_is_declared_otherwise(cloud, inspect):
    inspect.begin()
    catalog.amend(cloud.catalog, cloud.file(), by=OWNER, at=NOW, content_type="image/jpeg")
    assert inspect.refused("type_mismatch")


def test_a_checksum_that_is_not_the_promised_one(inspect, monkeypatch, cloud):
    inspect.begin()
    catalog.amend(cloud.catalog, cloud.file(), by=OWNER, at=NOW, sha256="ab" * 32)
    assert inspect() == OK  # S3 keeps none here: it was verified when the file was admitted
    known = dataclasses.replace(cloud.head(inspect.version), checksum_sha256="cd" * 32)
    monkeypatch.setattr("common.files.objects.head", lambda *_: known)
    assert inspect()["code"] == "checksum_mismatch"


@pytest.mark.parametrize("tags", ["verdict=clean", "mine=1", "Verdict=clean"])
def test_an_object_that_arrived_with_tags(inspect, tags):
    inspect.begin(tags=tags)
    assert inspect.refused("tagged")


def test_the_scanners_tag_of_an_earlier_run_is_no_such(inspect):
    inspect.begin(tags="verdict=clean", scan=CLEAN)
    assert inspect() == OK


def test_beside_it_nobody_elses_may_stand(inspect):
    inspect.begin(tags="verdict=clean&mine=1", scan=CLEAN)
    assert inspect.refused("tagged")


@pytest.mark.parametrize("other", [{"run": "m2"}, {"attempt": 2}, {"versionId": "another"}])
def test_a_task_of_another_run_or_version_changes_nothing(cloud, inspect, other):
    inspect.begin()
    before = cloud.file()
    assert inspect(**other) == {"outcome": "stale"}
    assert cloud.file() == before


def test_a_file_that_is_in_no_run(cloud, inspect):
    cloud.announce()
    assert inspect() == {"outcome": "stale"}
    assert inspect(fileId="6f1c0e7e-7a64-4b53-9d5c-000000000000") == {"outcome": "stale"}


def test_a_run_that_ends_meanwhile(cloud, inspect, monkeypatch):
    inspect.begin()
    told = libmagic.media_type

    def meanwhile(head):
        runs.finish(cloud.catalog, cloud.file(), Status.FAILED, by="finish", at=LATER)
        return told(head)

    monkeypatch.setattr(libmagic, "media_type", meanwhile)
    assert inspect() == {"outcome": "stale"}


def test_a_version_that_is_gone_leaves_the_row_as_it_is(cloud, inspect):
    inspect.begin()
    before = cloud.file()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=inspect.version)
    answer = inspect()
    assert (answer["outcome"], answer["code"]) == ("gone", "gone")
    assert cloud.file() == before


def test_a_version_under_another_is_the_one_that_is_read(cloud, inspect):
    inspect.begin()
    cloud.upload(body=HTML)
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)
    assert inspect() == OK
