"""A promised SHA-256 for which S3 keeps no checksum: read by the verifier, settled by the logger."""

import hashlib
import json
import random

import pytest
import requests

from tests.e2e.cloud import eventually, key_of
from tests.e2e.detour import detour
from tests.e2e.parts import announced
from tests.e2e.test_notifications import notification
from tests.faults.fault import DROP, LOSE_ANSWER, Error, Fault, Kind
from tests.faults.plan import Match, Nth
from tests.faults.proxy import Proxy

BODY = b"hello, in two parts"
SHA = hashlib.sha256(BODY).hexdigest()
WRONG = "ab" * 32


def multipart(cloud, key, *parts):
    """Puts an object in by parts, of which S3 keeps no checksum of the whole; returns its version."""
    s3, where = cloud.root("s3"), {"Bucket": cloud.outputs["uploads_bucket"], "Key": key}
    upload = where | {"UploadId": s3.create_multipart_upload(**where, ContentType="text/plain")["UploadId"]}
    done = [
        {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]}
        for number, part in enumerate(parts, start=1)
    ]
    return s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": done})["VersionId"]


@pytest.fixture
def arrived(alice, cloud):
    """An upload that promised a SHA-256 and came in two parts: its id, key and version."""

    def arrive(sha256=SHA):
        signed = alice.sign(size=len(BODY), sha256=sha256)
        key = key_of(signed["url"])
        return signed["fileId"], key, multipart(cloud, key, BODY[:7], BODY[7:])

    return arrive


def test_bytes_that_keep_the_promise_are_taken(alice, cloud, arrived):
    file_id, key, version = arrived()
    upload = alice.settled(file_id)
    assert upload["status"] == "uploaded"
    (step,) = upload["steps"]
    assert (step["name"], step["status"], step["reason"]) == ("verify", "done", None)
    assert upload["requestedAt"] <= step["startedAt"] <= step["endedAt"]
    row = cloud.catalogue(key)
    assert (row["versionId"], row["verifyingVersion"], row["changedBy"]) == (version, version, "logger")
    assert "waitingIn" not in row
    (decision,) = eventually(lambda: cloud.decisions(key))
    assert decision["verdict"] == "admitted"
    # The event was delivered twice, the second time with the digest.
    (fact,) = cloud.facts(key)
    assert fact["eventName"] == "ObjectCreated:CompleteMultipartUpload"


def test_bytes_that_break_the_promise_are_removed_and_told(alice, cloud, arrived):
    file_id, key, _ = arrived(WRONG)
    upload = alice.settled(file_id)
    assert (upload["status"], upload["reasonCode"]) == ("rejected", "checksum_mismatch")
    (step,) = upload["steps"]
    assert (step["status"], step["reason"]) == ("failed", upload["reason"])
    eventually(lambda: not cloud.versions(key))
    (decision,) = cloud.decisions(key)
    assert (decision["verdict"], decision["reasonCode"]) == ("rejected", "checksum_mismatch")
    (mail,) = eventually(lambda: cloud.mails(file_id))
    assert "security@example.com" in mail


@pytest.mark.parametrize(("promised", "status"), [(SHA, "uploaded"), (WRONG, "rejected")], ids=["right", "wrong"])
def test_a_form_whose_checksum_nobody_looked_at(alice, cloud, promised, status):
    """AWS looks at it, and the form never gets this far with the wrong one."""
    wish = {"filename": "a.txt", "contentType": "text/plain", "size": len(BODY), "sha256": promised, "method": "POST"}
    signed = alice("POST", "/uploads", json={"files": [wish]}).json()["uploads"][0]
    sent = requests.post(signed["url"], data=signed["fields"], files={"file": BODY}, timeout=30)
    assert sent.status_code == 201, sent.text
    assert alice.settled(signed["fileId"])["status"] == status
    assert cloud.catalogue(signed["fields"]["key"])["verifyingVersion"]


def test_thirty_megabytes_in_parts(alice, cloud):
    content = random.Random(30).randbytes(30_000_000)
    sending = announced(alice, content, sha256=hashlib.sha256(content).hexdigest())
    sending.send()
    assert sending.complete().json()["status"] == "pending"
    upload = alice.settled(sending.id)
    assert (upload["status"], upload["size"], upload["steps"][0]["status"]) == ("uploaded", len(content), "done")


@pytest.mark.parametrize(("told", "status"), [(SHA, "uploaded"), (WRONG, "rejected")], ids=["right", "wrong"])
def test_a_checksum_that_is_told_with_the_last_part(alice, cloud, told, status):
    sending = announced(alice, BODY)
    sending.send()
    assert sending.complete(sha256=told).status_code == 200
    assert alice.settled(sending.id)["status"] == status
    assert cloud.catalogue(sending.key)["sha256"] == told


def test_a_checksum_that_is_told_twice_is_the_same(alice, cloud):
    sending = announced(alice, BODY, sha256=SHA)
    sending.send()
    assert sending.errors(sending.complete(sha256=WRONG)) == (409, "checksum_conflict", [])
    assert sending.complete(sha256=SHA).status_code == 200
    assert alice.settled(sending.id)["status"] == "uploaded"
    assert sending.complete(sha256=SHA).json()["status"] == "uploaded"


def test_an_answer_that_comes_again_changes_nothing(alice, cloud, arrived):
    file_id, key, version = arrived()
    alice.settled(file_id)
    eventually(lambda: cloud.decisions(key))
    before = cloud.catalogue(key), cloud.rows("audit", key)
    (fact,) = cloud.facts(key)
    request = notification(cloud, key, version, name=fact["eventName"], sequencer=fact["sequencer"])
    cloud.send(request, "verifications")
    cloud.send("after the request", "verifications")
    eventually(lambda: cloud.dead_letters(queue="verifications"))
    cloud.send("after the answer")
    eventually(lambda: [one for one in cloud.dead_letters() if one["Body"] == "after the answer"])
    assert (cloud.catalogue(key), cloud.rows("audit", key)) == before


def test_a_digest_of_another_version_proves_nothing(alice, cloud):
    signed = alice.sign(size=len(BODY), sha256=SHA)
    key = key_of(signed["url"])
    record = json.loads(notification(cloud, key, "v1"))["Records"]
    told = {"key": key, "versionId": "v2", "etag": "e", "size": 5, "sha256": SHA}
    forged = json.dumps({"Records": record, "Verified": told})
    cloud.send(forged)
    (dead,) = eventually(lambda: [one for one in cloud.dead_letters() if one["Body"] == forged])
    assert dead["MessageAttributes"]["reason"]["StringValue"] == "the digest is of another version"
    assert alice.upload(signed["fileId"])["status"] == "pending"


def test_what_the_verifier_cannot_understand_waits_in_its_dead_letter_queue(cloud):
    cloud.send("not a request", "verifications")
    (dead,) = eventually(lambda: cloud.dead_letters(queue="verifications"))
    assert dead["MessageAttributes"]["reason"]["StringValue"] == "the body is not JSON"


def test_a_hand_over_that_was_lost_is_made_up_for_by_the_sweeper(alice, cloud, arrived, long_ago):
    file_id, key, version = arrived()
    alice.settled(file_id)
    eventually(lambda: cloud.decisions(key))
    cloud.root("dynamodb").update_item(
        TableName=cloud.outputs["catalog_table"],
        Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
        UpdateExpression="REMOVE versionId, etag, arrivedBytes, uploadedAt"
        ", verifyingVersion, verifyingSince, verifiedAt, verifyAttempts",
    )
    long_ago(key, status={"S": "pending"})
    assert cloud.invoke("sweeper", {})["verifying"] >= 1
    assert alice.settled(file_id)["status"] == "uploaded"
    assert cloud.catalogue(key)["changedBy"] == "sweeper"
    eventually(lambda: f"swept#{version}#decision" in [row["sk"] for row in cloud.decisions(key)])


@pytest.fixture
def rough(cloud):
    """What the verifier asks AWS goes by this proxy."""
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "verifier", RETRY_SECONDS="1"):
        yield proxy


READS = Match("s3:GetObject", caller="*-verifier")
FAULTS = {
    "breaks in the middle": (Nth(READS, Fault(Kind.CUT_ANSWER)), Nth(READS, Fault(Kind.CUT_ANSWER, share=0.9), nth=2)),
    "pretends that a half is all": (Nth(READS, Fault(Kind.SHORTEN_ANSWER)),),
    "is refused": (Nth(READS, Fault(Kind.REFUSE, Error.SLOW_DOWN)), Nth(READS, DROP, nth=2)),
    "breaks always, for a time": (Nth(READS, DROP), *(Nth(READS, DROP, nth=nth) for nth in range(2, 11))),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("promised", "status"), [(True, "uploaded"), (False, "rejected")], ids=["right", "wrong"])
def test_a_stream_that(alice, cloud, rough, fault, promised, status):
    content = random.Random(fault).randbytes(3_000_000)
    sha256 = hashlib.sha256(content).hexdigest() if promised else WRONG
    signed = alice.sign(size=len(content), sha256=sha256)
    with rough.following(*FAULTS[fault]):
        multipart(cloud, key_of(signed["url"]), content[:1_700_000], content[1_700_000:])
        upload = alice.settled(signed["fileId"])
    assert upload["status"] == status
    assert upload["reasonCode"] == (None if promised else "checksum_mismatch")
    assert rough.log.faults()


SLOWLY = Nth(READS, Fault(Kind.DELAY, seconds=4))


def test_while_it_is_read_it_is_pending_and_can_be_joined_again(alice, cloud, rough):
    sending = announced(alice, BODY, sha256=SHA)
    sending.send()
    with rough.following(SLOWLY):
        sending.complete()
        (step,) = eventually(lambda: alice.upload(sending.id)["steps"])
        assert (step["status"], step["endedAt"]) == ("running", None)
        again = sending.complete()
        assert (again.status_code, again.json()["status"]) == (200, "pending")
        assert sending.errors(sending.sign(1)) == (409, "upload_settled", [])
        cloud.invoke("sweeper", {})
        assert alice.upload(sending.id)["status"] == "pending"
        assert alice.settled(sending.id)["status"] == "uploaded"
    assert len(cloud.facts(sending.key)) == 1


def test_what_is_given_up_while_it_is_read_is_removed(alice, cloud, rough):
    sending = announced(alice, BODY, sha256=SHA)
    sending.send()
    with rough.following(SLOWLY):
        sending.complete()
        eventually(lambda: alice.upload(sending.id)["steps"])
        assert alice("DELETE", f"/uploads/{sending.id}").status_code == 204
        (decision,) = eventually(lambda: cloud.decisions(sending.key))
    assert decision["reasonCode"] == "aborted"
    eventually(lambda: not cloud.versions(sending.key))
    assert (alice.upload(sending.id)["status"], alice.upload(sending.id)["steps"]) == ("aborted", [])


@pytest.mark.parametrize("fault", [DROP, LOSE_ANSWER])
def test_an_answer_that_gets_lost_on_its_way_is_given_again(alice, cloud, rough, arrived, fault):
    with rough.following(*(Nth(Match("sqs:SendMessage"), fault, nth=nth) for nth in (1, 2))):
        file_id, key, _ = arrived()
        assert alice.settled(file_id)["status"] == "uploaded"
    eventually(lambda: cloud.decisions(key))
    assert len(cloud.facts(key)) == len(cloud.decisions(key)) == 1
