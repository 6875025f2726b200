"""What only its bytes can prove: handed to the verifier, and settled when it comes back with their digest."""

import hashlib
import json

import pytest

from common import aws
from common.errors import Busy
from common.files import catalog, digests, notifications, requests
from common.files.digests import Digest
from common.files.lifecycle import Status
from tests.unit.cloud import FILE_ID, KEY, NOW, PNG, interrupted, pending
from tests.unit.logger.conftest import ALL, record

SHA = hashlib.sha256(PNG).hexdigest()
WRONG = "cd" * 32
PROMISED = pending(sha256=SHA)
MULTIPART = "ObjectCreated:CompleteMultipartUpload"


@pytest.fixture
def arrived(cloud, logger):
    """The version of an announced upload that was handed to the verifier."""
    logger.configure(ALL)
    cloud.announce(PROMISED)
    version = cloud.upload()
    assert logger([record(version, MULTIPART)]) == []
    return version


def verified(cloud, version, sha256=SHA, **changes):
    """The message that the verifier sends back."""
    digest = Digest(KEY, version, cloud.head(version).etag, len(PNG), sha256)
    return digests.answer(record(version, MULTIPART) | changes, digest)


def rows(cloud):
    return [row["kind"] for row in cloud.audited().values()]


def test_it_stays_pending_with_its_facts_on_record_and_nobody_is_told(cloud, arrived):
    file = cloud.file()
    assert (file.status, file.listed, file.verification.version_id) == (Status.PENDING, True, arrived)
    assert rows(cloud) == ["created"]
    assert cloud.mails() == []
    (request,) = cloud.bodies(cloud.verifications)
    assert json.loads(request) == {"Records": [record(arrived, MULTIPART)], "CorrelationId": "request-1"}


def test_the_right_digest_admits_it(cloud, logger, arrived, clock):
    fact = cloud.audited()
    clock.advance(minutes=5)
    assert logger(verified(cloud, arrived)) == []
    file = cloud.file()
    assert (file.status, file.changed_by, file.arrival.version_id) == (Status.UPLOADED, "logger", arrived)
    assert (file.verification.started_at, file.verification.ended_at) == (NOW, clock.now)
    assert not file.listed
    # One event of S3's is one fact, however often it is delivered.
    assert rows(cloud) == ["created", "alert", "decision"]
    assert fact.items() <= cloud.audited().items()
    assert cloud.bodies(cloud.verifications) != []
    assert len(cloud.mails()) == 1


def test_the_wrong_digest_rejects_and_removes_it_and_tells(cloud, logger, arrived):
    assert logger(verified(cloud, arrived, WRONG)) == []
    file = cloud.file()
    assert (file.status, file.reason_code, file.rejected_version) == (Status.REJECTED, "checksum_mismatch", arrived)
    decision = cloud.audited()[f"01#{MULTIPART}#{arrived}#decision"]
    assert (decision["verdict"], decision["reasonCode"]) == ("rejected", "checksum_mismatch")
    assert cloud.versions() == set()
    (mail,) = cloud.mails()
    assert "checksum_mismatch" in mail.body


@pytest.mark.parametrize("sha256", [SHA, WRONG])
def test_a_second_answer_changes_nothing(cloud, logger, arrived, sha256, clock):
    answers = verified(cloud, arrived), verified(cloud, arrived, sha256)
    assert logger(answers[0]) == []
    before = cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions(), len(cloud.mails())
    clock.advance(hours=1)
    assert logger(answers[1], [record(arrived, MULTIPART)]) == []
    assert (cloud.items(cloud.audit), cloud.items(cloud.catalog), cloud.versions(), len(cloud.mails())) == before


def test_a_notification_that_comes_again_meanwhile_asks_for_no_second_reading(cloud, logger, arrived):
    before = cloud.items(cloud.audit), cloud.items(cloud.catalog)
    assert logger([record(arrived, MULTIPART)], [record(arrived, MULTIPART)]) == []
    assert (cloud.items(cloud.audit), cloud.items(cloud.catalog)) == before
    assert len(cloud.bodies(cloud.verifications)) == 1


@pytest.mark.parametrize("status", [Status.ABORTED, Status.EXPIRED])
def test_what_was_given_up_meanwhile_is_removed(cloud, logger, arrived, status):
    catalog.move(cloud.catalog, cloud.file(), status, by="owner", at=NOW)
    assert logger(verified(cloud, arrived)) == []
    assert (cloud.file().status, cloud.versions()) == (status, set())
    assert cloud.audited()[f"01#{MULTIPART}#{arrived}#decision"]["reasonCode"] == status.value


def test_what_is_gone_meanwhile_leaves_an_upload_that_waits(cloud, logger, arrived):
    answer = verified(cloud, arrived)
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=arrived)
    assert logger(answer) == []
    assert (cloud.file().status, rows(cloud)) == (Status.PENDING, ["created"])


def test_of_two_versions_the_first_that_is_proven_is_taken(cloud, logger, arrived):
    second = cloud.upload()
    assert logger([record(second, MULTIPART, sequencer="02")]) == []
    assert len(cloud.bodies(cloud.verifications)) == 2
    one, other = verified(cloud, arrived), verified(cloud, second)
    assert logger(other, one) == []
    assert cloud.file().arrival.version_id == second
    assert cloud.versions() == {second}


def test_a_form_that_was_sent_twice_does_not_spoil_the_first(cloud, logger, arrived):
    """Another object under the same key, with other bytes: its digest rejects the upload only if it comes first."""
    second = cloud.upload(body=PNG[::-1])
    assert logger([record(second, sequencer="02")]) == []
    wrong = digests.answer(
        record(second, sequencer="02"), Digest(KEY, second, cloud.head(second).etag, len(PNG), WRONG)
    )
    assert logger(verified(cloud, arrived), wrong) == []
    assert (cloud.file().status, cloud.versions()) == (Status.UPLOADED, {arrived})
    assert cloud.audited()[f"02#ObjectCreated:Put#{second}#decision"]["reasonCode"] == "overwrite"


FORGED = [
    # verified                                                              why it is put away
    ({}, "the digest has the wrong form"),
    ("ab", "the digest has the wrong form"),
    ({"key": KEY, "versionId": "other", "etag": "e", "size": 8, "sha256": SHA}, "the digest is of another version"),
    ({"key": "other", "versionId": "v", "etag": "e", "size": 8, "sha256": SHA}, "the digest is of another version"),
    ({"key": KEY, "versionId": None, "etag": "e", "size": 8, "sha256": SHA}, "the digest has the wrong form"),
]


@pytest.mark.parametrize(("told", "why"), FORGED)
def test_a_digest_that_is_none_or_of_another_version_is_put_away(cloud, logger, arrived, told, why):
    body = json.dumps({"Records": [record(arrived, MULTIPART)], "Verified": told})
    assert logger(body) == []
    assert cloud.dead_letters() == [(body, why)]
    assert (cloud.file().status, rows(cloud)) == (Status.PENDING, ["created"])


def test_a_digest_of_another_object_under_this_version_is_put_away(cloud, logger, arrived):
    body = digests.answer(record(arrived, MULTIPART), Digest(KEY, arrived, "another", len(PNG), SHA))
    assert logger(body) == []
    assert cloud.dead_letters() == [(body, "the digest is of another version")]
    assert cloud.file().status is Status.PENDING


def test_it_comes_back_in_the_sweepers_name_when_no_notification_came(cloud, logger, clock):
    logger.configure(ALL)
    cloud.announce(PROMISED)
    version = cloud.upload()
    found = notifications.found(cloud.bucket, KEY, version, len(PNG), at=NOW)
    answer = digests.answer(found, Digest(KEY, version, cloud.head(version).etag, len(PNG), SHA))
    for _ in range(2):
        assert logger(answer) == []
    assert (cloud.file().status, cloud.file().changed_by) == (Status.UPLOADED, "sweeper")
    (row,) = cloud.audited().values()
    assert (row["sk"], row["verdict"], row["by"]) == (f"swept#{version}#decision", "admitted", "sweeper")
    assert cloud.mails() == []
    # The notification may still come: then it is on record, and told.
    assert logger([record(version)]) == []
    assert rows(cloud) == ["created", "alert", "decision", "decision"]
    assert len(cloud.mails()) == 1


def test_a_queue_that_takes_nothing_leaves_the_message_to_its_next_delivery(cloud, logger):
    cloud.announce(PROMISED)
    version = cloud.upload()

    def hook(operation):
        if operation == "SendMessage":
            raise RuntimeError("out of the blue")

    with interrupted(hook):
        assert logger([record(version)]) == ["m0"]
    assert cloud.file().verification is None
    assert logger([record(version)]) == []
    assert len(cloud.bodies(cloud.verifications)) == 1


def asked(cloud):
    """The requests for processing that were sent, and are taken now."""
    return [requests.parse(json.loads(body)) for body in cloud.bodies(cloud.processing)]


def test_what_is_proven_is_to_be_processed(cloud, arrived, logger):
    assert asked(cloud) == []
    assert logger(verified(cloud, arrived)) == []
    (one,) = asked(cloud)
    assert (one.file_id, one.cause, one.correlation_id) == (FILE_ID, requests.Cause.VERIFIED, "request-1")


def test_it_is_asked_for_again_with_each_delivery(cloud, arrived, logger):
    body = verified(cloud, arrived)
    assert logger(body) == logger(body) == []
    assert len(asked(cloud)) == 2


def test_what_is_disproved_is_not_processed(cloud, arrived, logger):
    assert logger(verified(cloud, arrived, WRONG)) == []
    assert asked(cloud) == []


def test_nor_is_asked_for_what_needs_no_proof(cloud, logger):
    cloud.announce()
    assert logger([record(cloud.upload())]) == []
    assert asked(cloud) == []


def test_a_request_that_could_not_be_sent_comes_with_the_next_delivery(cloud, arrived, logger):
    body = verified(cloud, arrived)
    with interrupted(failing_to_send):
        assert logger(body) == ["m0"]
    assert logger(body) == []
    assert len(asked(cloud)) == 1


def failing_to_send(operation):
    if operation == "SendMessage":
        raise Busy
