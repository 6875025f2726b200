"""Overdue uploads that only their bytes can prove: handed over, never expired; rejected unread when nobody can."""

import hashlib
import json

from common import aws
from common.files import catalog, notifications
from common.files.lifecycle import Status
from processor.janitor import sweeper
from tests.unit.cloud import KEY, PNG, pending
from tests.unit.janitor.test_sweeper import NOTHING

PROMISED = pending(sha256=hashlib.sha256(PNG).hexdigest())


def asked(cloud):
    return [json.loads(body)["Records"] for body in cloud.bodies(cloud.verifications)]


def test_a_hand_over_that_was_lost_is_made_up_for(cloud, sweep, clock):
    cloud.announce(PROMISED)
    version = cloud.upload()
    assert sweep() == NOTHING | {"verifying": 1}
    assert asked(cloud) == [[notifications.found(cloud.bucket, KEY, version, len(PNG), at=clock.now)]]
    file = cloud.file()
    assert (file.status, file.listed, file.verification.started_at) == (Status.PENDING, True, clock.now)
    assert cloud.versions() == {version}
    assert cloud.items(cloud.audit) == []


def test_a_verification_that_is_under_way_is_left_alone(cloud, sweep, clock):
    file = cloud.announce(PROMISED)
    version = cloud.upload()
    file = catalog.verifying(cloud.catalog, file, version, by="logger", at=clock.now)
    clock.advance(hours=23, minutes=59)
    assert sweep() == NOTHING
    assert (cloud.file(), asked(cloud)) == (file, [])


def test_the_index_may_be_behind_a_verification(cloud, sweep, clock, monkeypatch):
    file = cloud.announce(PROMISED)
    catalog.verifying(cloud.catalog, file, cloud.upload(), by="logger", at=clock.now)
    monkeypatch.setattr(catalog, "overdue", lambda table, before: iter([file.id]))
    assert sweep() == NOTHING | {"skipped": 1}
    assert asked(cloud) == []


def test_a_verification_that_says_nothing_for_a_day_is_asked_for_again(cloud, sweep, clock):
    cloud.announce(PROMISED)
    cloud.upload()
    sweep()
    clock.advance(days=1, minutes=1)
    assert sweep() == NOTHING | {"verifying": 1}
    assert len(asked(cloud)) == 2


def test_what_three_requests_did_not_verify_is_rejected(cloud, sweep, clock):
    cloud.announce(PROMISED)
    version = cloud.upload()
    for requests in range(1, 4):
        assert sweep() == NOTHING | {"verifying": 1}
        assert (cloud.file().verification.attempts, len(asked(cloud))) == (requests, 1)
        clock.advance(days=1, minutes=1)
    assert sweep() == NOTHING | {"settled": 1}
    file = cloud.file()
    assert (file.status, file.reason_code, file.rejected_version) == (Status.REJECTED, "unverifiable", version)
    assert (file.verification.ended_at, file.listed) == (clock.now, False)
    row = cloud.audited()[f"swept#{version}#decision"]
    assert (row["verdict"], row["reasonCode"], row["by"]) == ("rejected", "unverifiable", "sweeper")
    assert (cloud.versions(), asked(cloud)) == (set(), [])
    assert sweep() == NOTHING


def test_a_request_is_not_repeated_while_it_may_be_delivered(cloud, sweep, clock, monkeypatch):
    monkeypatch.setenv("PENDING_EXPIRY_SECONDS", "3600")
    sweeper.for_sweeper.cache_clear()
    cloud.announce(PROMISED)
    cloud.upload()
    sweep()
    clock.advance(seconds=26_999)
    assert sweep() == NOTHING | {"skipped": 1}
    clock.advance(seconds=1)
    assert sweep() == NOTHING | {"verifying": 1}
    assert len(asked(cloud)) == 2


def test_another_broken_promise_needs_no_reading(cloud, sweep):
    cloud.announce(PROMISED)
    cloud.upload(body=b"another size")
    assert sweep() == NOTHING | {"settled": 1}
    assert (cloud.file().reason_code, asked(cloud)) == ("size_mismatch", [])


def test_a_version_that_went_while_it_was_verified_leaves_an_upload_that_expires(cloud, sweep, clock):
    file = cloud.announce(PROMISED)
    version = cloud.upload()
    catalog.verifying(cloud.catalog, file, version, by="logger", at=clock.now)
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=version)
    clock.advance(days=1, minutes=1)
    assert sweep() == NOTHING | {"expired": 1}
    assert cloud.file().status is Status.EXPIRED


def test_log_lines_say_what_was_done(cloud, sweep, lines):
    cloud.announce(PROMISED)
    version = cloud.upload()
    sweep()
    (line,) = [line for line in lines() if "verifier" in line["message"]]
    assert (line["versionId"], line["correlationId"]) == (version, "request-1")
