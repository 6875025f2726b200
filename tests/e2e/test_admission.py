"""What S3 lets through and Inlet does not take: the version goes, the reason stays."""

import pytest

from tests.e2e.cloud import eventually, key_of, put


def rejected(cloud, key):
    """The reason for which the object's version was rejected, once it is gone."""
    decision = eventually(lambda: cloud.decisions(key))[-1]
    eventually(lambda: not cloud.versions(key))
    assert decision["verdict"] == "rejected"
    return decision["reasonCode"]


def test_tags_of_the_clients_own(alice, cloud):
    # AWS refuses the unsigned header with 403; where a store takes it, the object arrives tagged.
    signed = alice.sign()
    assert put(signed, b"hello", x_amz_tagging="scan=clean").status_code == 200
    assert rejected(cloud, key_of(signed["url"])) == "tagged"
    upload = alice.upload(signed["fileId"])
    assert (upload["status"], upload["reasonCode"]) == ("rejected", "tagged")
    assert upload["reason"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "empty"), (b"x" * 100_000_001, "too_large")],
    ids=["none", "too many"],
)
def test_sizes_that_were_not_promised(alice, cloud, body, reason):
    signed = alice("GET", "/upload", params={"filename": "a.txt", "contentType": "text/plain"}).json()
    assert put(signed, body).status_code == 200
    assert rejected(cloud, key_of(signed["url"])) == reason
    assert alice.upload(signed["fileId"])["status"] == "rejected"


@pytest.mark.parametrize(
    "key", ["stray/object.txt", "t-" + "0" * 32 + "/00000000-0000-4000-8000-000000000000", "Menü +%.txt"]
)
def test_objects_that_nobody_announced(cloud, key):
    # Nothing that Inlet signs leads here: root plays a key that leaked, or a bug.
    before = len(cloud.facts(key, "removed"))
    cloud.root("s3").put_object(Bucket=cloud.outputs["uploads_bucket"], Key=key, Body=b"?")
    assert rejected(cloud, key) == "unannounced"
    removal = eventually(lambda: cloud.facts(key, "removed")[before:])[0]
    assert removal["eventName"] == "ObjectRemoved:Delete"


def test_a_later_version_of_what_has_arrived(alice, cloud):
    signed = alice.sign()
    put(signed, b"hello")
    alice.settled(signed["fileId"])
    key = key_of(signed["url"])
    pinned = cloud.catalogue(key)["versionId"]
    # Signed PUTs cannot overwrite; forms and other writers can.
    cloud.root("s3").put_object(
        Bucket=cloud.outputs["uploads_bucket"], Key=key, Body=b"jello", ContentType="text/plain"
    )
    eventually(lambda: len(cloud.decisions(key)) == 2)
    eventually(lambda: cloud.versions(key) == [pinned])
    assert {row["verdict"]: row.get("reasonCode") for row in cloud.decisions(key)} == {
        "admitted": None,
        "rejected": "overwrite",
    }
    assert cloud.catalogue(key)["versionId"] == pinned
    assert alice.upload(signed["fileId"])["status"] == "uploaded"
