"""What an S3 event leaves behind: facts, verdict, catalogue and bucket."""

import json

import pytest

from common import aws
from common.files import catalog
from common.files.lifecycle import Status
from tests.unit.cloud import FILE_ID, KEY, NOW, OWNER, TENANT, interrupted, pending
from tests.unit.logger.conftest import record

FACTS = {
    "pk": KEY,
    "kind": "created",
    "eventName": "ObjectCreated:Put",
    "eventTime": "2026-11-21T13:04:59.900Z",
    "recordedAt": "2026-11-21T13:05:00.123Z",
    "sequencer": "01",
    "size": "8",
    "etag": "e9dd2797018cad79186e03e8c5aec8dc",
    "type": "image/png",
    "who": "AWS:EXAMPLE",
    "where": "192.0.2.7",
    "tenantId": TENANT,
    "fileId": FILE_ID.id,
    "owner": OWNER,
    "correlationId": "request-1",
}


def facts_of(cloud, version, name="ObjectCreated:Put", key=KEY, sequencer="01"):
    row = cloud.audited(key)[f"{sequencer}#{name}#{version}"]
    assert row.pop("hour").startswith("2026-11-21T13#")
    del row["sk"]
    return row


def test_an_announced_object_is_taken(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    assert logger([record(version)]) == []
    assert facts_of(cloud, version) == FACTS | {"versionId": version}
    decision = cloud.audited()[f"01#ObjectCreated:Put#{version}#decision"]
    assert (decision["verdict"], decision["by"], decision["correlationId"]) == ("admitted", "logger", "request-1")
    file = cloud.file()
    assert (file.status, file.arrival.version_id, file.changed_by) == (Status.UPLOADED, version, "logger")
    assert cloud.versions() == {version}


BROKEN = [
    # promise                      object                                           code
    ({"size": 9}, {}, "size_mismatch"),
    ({"size": None, "max_bytes": 7}, {}, "too_large"),
    ({"size": None}, {"body": b""}, "empty"),
    ({}, {"content_type": "text/html"}, "type_mismatch"),
    ({"sha256": "ab" * 32}, {"ChecksumAlgorithm": "SHA256"}, "checksum_mismatch"),
    ({}, {"Tagging": "verdict=clean"}, "tagged"),
]


@pytest.mark.parametrize(("promise", "sent", "code"), BROKEN)
def test_a_broken_promise_is_rejected_and_removed(cloud, logger, promise, sent, code):
    cloud.announce(pending(**promise))
    version = cloud.upload(**sent)
    assert logger([record(version)]) == []
    decision = cloud.audited()[f"01#ObjectCreated:Put#{version}#decision"]
    assert (decision["verdict"], decision["reasonCode"]) == ("rejected", code)
    assert (cloud.file().status, cloud.file().reason_code) == (Status.REJECTED, code)
    assert cloud.versions() == set()


def test_an_object_that_nobody_announced_is_removed(cloud, logger):
    version = cloud.upload()
    assert logger([record(version)]) == []
    expected = FACTS | {"versionId": version}
    del expected["correlationId"], expected["owner"]
    assert facts_of(cloud, version) == expected
    assert cloud.audited()[f"01#ObjectCreated:Put#{version}#decision"]["reasonCode"] == "unannounced"
    assert cloud.versions() == set()


def test_a_key_that_inlet_never_makes_is_removed_too(cloud, logger):
    key = "Menü – plan+final ü%.png"
    version = cloud.upload(key)
    assert logger([record(version, key=key)]) == []
    facts = facts_of(cloud, version, key=key)
    assert (facts["pk"], "tenantId" in facts) == (key, False)
    assert cloud.versions(key) == set()


def test_an_overwrite_is_removed_and_the_first_stays(cloud, logger):
    cloud.announce()
    first, second = cloud.upload(), cloud.upload()
    assert logger([record(first)], [record(second, sequencer="02")]) == []
    assert cloud.audited()[f"02#ObjectCreated:Put#{second}#decision"]["reasonCode"] == "overwrite"
    assert (cloud.versions(), cloud.file().arrival.version_id) == ({first}, first)


@pytest.mark.parametrize("status", [Status.ABORTED, Status.EXPIRED])
def test_an_object_that_comes_too_late_is_removed(cloud, logger, status):
    catalog.move(cloud.catalog, cloud.announce(), status, by="owner", at=NOW)
    version = cloud.upload()
    assert logger([record(version)]) == []
    assert cloud.audited()[f"01#ObjectCreated:Put#{version}#decision"]["reasonCode"] == status.value
    assert (cloud.versions(), cloud.file().status) == (set(), status)


def test_an_object_that_is_gone_leaves_facts_without_a_type(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=version)
    assert logger([record(version)]) == []
    expected = FACTS | {"versionId": version}
    del expected["type"]
    assert facts_of(cloud, version) == expected
    assert len(cloud.audited()) == 1
    assert cloud.file().status is Status.PENDING


OTHERS = [
    # event name                                kind
    ("ObjectRemoved:Delete", "removed"),
    ("ObjectRemoved:DeleteMarkerCreated", "removed"),
    ("LifecycleExpiration:Delete", "expired"),
    ("LifecycleExpiration:DeleteMarkerCreated", "expired"),
    ("ObjectTagging:Put", "other"),
    ("SomethingNew", "other"),
]


@pytest.mark.parametrize(("name", "kind"), OTHERS)
def test_other_events_leave_facts_and_nothing_else(cloud, logger, name, kind):
    file = cloud.announce()
    version = cloud.upload()
    removed = record(version, name)
    removed["s3"]["object"] |= {"size": 0, "eTag": ""}
    assert logger([removed]) == []
    expected = FACTS | {"versionId": version, "kind": kind, "eventName": name, "size": "0"}
    del expected["type"], expected["etag"]
    assert facts_of(cloud, version, name) == expected
    assert (len(cloud.audited()), cloud.file(), cloud.versions()) == (1, file, {version})


def test_a_delivery_again_changes_nothing(cloud, logger, clock):
    cloud.announce()
    first, second = cloud.upload(), cloud.upload()
    bodies = [record(first)], [record(second, sequencer="02")], [record(first, "ObjectRemoved:Delete", sequencer="03")]
    assert logger(*bodies) == []
    before = cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions()
    clock.advance(days=1)
    assert logger(*reversed(bodies)) == []
    assert (cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions()) == before


def test_what_was_decided_stays_decided(cloud, logger):
    """A row that appears after its object was refused does not bring the object back."""
    version = cloud.upload()
    assert logger([record(version)]) == []
    cloud.announce()
    assert logger([record(version)]) == []
    assert (cloud.file().status, cloud.versions()) == (Status.PENDING, set())


def test_a_notification_after_a_delete_marker_still_takes_its_version(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)
    assert logger([record(version)]) == []
    assert cloud.file().arrival.version_id == version


def test_the_row_of_the_file_is_read_once(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    calls: list[str] = []
    with interrupted(calls.append):
        assert logger([record(version)]) == []
    assert calls == ["GetItem", "HeadObject", "GetObjectTagging", "PutItem", "TransactWriteItems", "PutItem"]


def test_rows_of_one_object_stand_in_the_order_of_s3(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    logger(
        [record(version, "ObjectRemoved:Delete", sequencer="0055AED6DCD90281E6")],
        [record(version, sequencer="0055AED6DCD90281E5")],
    )
    assert [row["sk"].split("#")[0][-2:] for row in cloud.items(cloud.audit)] == ["E5", "E5", "E6"]


def test_audit_rows_never_expire(cloud, logger):
    cloud.announce()
    logger([record(cloud.upload())])
    assert all("ttl" not in row for row in cloud.items(cloud.audit))


def test_log_lines_hold_ids_only(cloud, logger, lines):
    file = cloud.announce()
    version = cloud.upload()
    logger([record(version)], [record(version, "ObjectRemoved:Delete", sequencer="02")])
    recorded = [line for line in lines() if line["message"] == "event recorded"]
    assert [(line["correlationId"], line["messageId"], line["fileId"]) for line in recorded] == [
        ("request-1", "m0", FILE_ID.id),
        ("request-1", "m1", FILE_ID.id),
    ]
    text = json.dumps(lines(), ensure_ascii=False)
    assert file.filename not in text
    assert "192.0.2.7" not in text
    assert "AWS:EXAMPLE" not in text
