"""Pending uploads that never came expire; those that came after all do not."""

import pytest

from common import times
from tests.e2e.cloud import eventually, key_of, put


def test_what_never_came_expires_and_what_may_still_come_does_not(alice, cloud, long_ago):
    old, young = alice.sign(), alice.sign()
    long_ago(key_of(old["url"]))
    cloud.invoke("sweeper", {})
    upload = alice.upload(old["fileId"])
    assert (upload["status"], upload["reasonCode"]) == ("expired", "expired")
    assert int(cloud.catalogue(key_of(old["url"]))["ttl"]) > times.now().timestamp()
    assert alice.upload(young["fileId"])["status"] == "pending"
    cloud.invoke("sweeper", {})
    assert alice.upload(old["fileId"]) == upload


def test_signing_again_keeps_an_old_upload_alive(alice, cloud, long_ago):
    signed = alice.sign()
    long_ago(key_of(signed["url"]))
    again = alice.sign(fileId=signed["fileId"])
    assert again["status"] == "pending"
    cloud.invoke("sweeper", {})
    assert alice.upload(signed["fileId"])["status"] == "pending"


@pytest.fixture
def unnoticed(alice, cloud, long_ago):
    """An upload of the day before that arrived, but whose notification is played lost; `row` changes its row."""

    def arrive(**row):
        signed = alice.sign()
        put(signed, b"hello")
        alice.settled(signed["fileId"])
        key = key_of(signed["url"])
        eventually(lambda: cloud.decisions(key))
        version = cloud.catalogue(key)["versionId"]
        cloud.root("dynamodb").update_item(
            TableName=cloud.outputs["catalog_table"],
            Key={"pk": {"S": f"F#{key}"}, "sk": {"S": "FILE"}},
            UpdateExpression="REMOVE versionId, etag, arrivedBytes, uploadedAt",
        )
        long_ago(key, status={"S": "pending"}, **row)
        return signed["fileId"], key, version

    return arrive


def test_what_arrived_without_a_word_is_admitted_instead(alice, cloud, unnoticed):
    file_id, key, version = unnoticed()
    cloud.invoke("sweeper", {})
    assert alice.upload(file_id)["status"] == "uploaded"
    row = cloud.catalogue(key)
    assert (row["versionId"], row["changedBy"]) == (version, "sweeper")
    assert cloud.versions(key) == [version]


def test_what_arrived_without_a_word_and_breaks_its_promise_is_rejected(alice, cloud, unnoticed):
    file_id, key, _ = unnoticed(size={"N": "6"})
    cloud.invoke("sweeper", {})
    upload = alice.upload(file_id)
    assert (upload["status"], upload["reasonCode"]) == ("rejected", "size_mismatch")
    assert cloud.versions(key) == []


def test_what_a_sweeper_that_died_left_undone_is_done(alice, cloud, unnoticed, long_ago):
    """It had written the row and nothing else."""
    file_id, key, version = unnoticed()
    reason = {"reasonCode": {"S": "size_mismatch"}, "reason": {"S": "5 bytes arrived; 6 were promised."}}
    long_ago(key, status={"S": "rejected"}, rejectedVersion={"S": version}, **reason)
    cloud.invoke("sweeper", {})
    assert cloud.versions(key) == []
    assert f"swept#{version}#decision" in [row["sk"] for row in cloud.decisions(key)]
    assert "waitingIn" not in cloud.catalogue(key)
    assert alice.upload(file_id)["status"] == "rejected"


def test_what_comes_after_expiry_is_removed(alice, cloud, long_ago):
    signed = alice.sign()
    key = key_of(signed["url"])
    long_ago(key)
    cloud.invoke("sweeper", {})
    put(signed, b"hello")
    (decision,) = eventually(lambda: cloud.decisions(key))
    assert decision["reasonCode"] == "expired"
    eventually(lambda: not cloud.versions(key))
