"""Notifications that come twice, late, in disorder, about nothing, or are none: nothing moves back, nothing is lost."""

import json
import urllib.parse
import uuid

import pytest

from tests.e2e.cloud import eventually, key_of, put


def notification(cloud, key, version, *, name="ObjectCreated:Put", sequencer="00600000000000000A", bucket=None):
    """The body of the message that S3 sends."""
    return json.dumps(
        {
            "Records": [
                {
                    "eventVersion": "2.1",
                    "eventSource": "aws:s3",
                    "awsRegion": "eu-central-1",
                    "eventTime": "2026-01-02T03:04:05.678Z",
                    "eventName": name,
                    "userIdentity": {"principalId": "AWS:EXAMPLE"},
                    "requestParameters": {"sourceIPAddress": "192.0.2.7"},
                    "responseElements": {"x-amz-request-id": "EXAMPLE", "x-amz-id-2": "EXAMPLE"},
                    "s3": {
                        "s3SchemaVersion": "1.0",
                        "configurationId": "arrivals",
                        "bucket": {
                            "name": bucket or cloud.outputs["uploads_bucket"],
                            "ownerIdentity": {"principalId": "EXAMPLE"},
                            "arn": f"arn:aws:s3:::{bucket or cloud.outputs['uploads_bucket']}",
                        },
                        "object": {
                            "key": urllib.parse.quote_plus(key),
                            "size": 5,
                            "eTag": "5d41402abc4b2a76b9719d911017c592",
                            "versionId": version,
                            "sequencer": sequencer,
                        },
                    },
                }
            ]
        }
    )


@pytest.fixture
def arrived(alice, cloud):
    """The key of an upload that has arrived."""
    signed = alice.sign()
    put(signed, b"hello")
    alice.settled(signed["fileId"])
    key = key_of(signed["url"])
    eventually(lambda: cloud.decisions(key))
    return key


def test_once_more_and_in_disorder(cloud, arrived):
    before = cloud.catalogue(arrived), cloud.rows("audit", arrived)
    (fact,) = cloud.facts(arrived)
    same = notification(cloud, arrived, fact["versionId"], sequencer=fact["sequencer"])
    later = notification(cloud, arrived, fact["versionId"], sequencer=fact["sequencer"] + "FF")
    for message in (later, same, same, later):
        cloud.send(message)
    eventually(lambda: len(cloud.facts(arrived)) == 2)  # the other sequencer is another event
    assert cloud.catalogue(arrived) == before[0]
    assert [row for row in cloud.rows("audit", arrived) if row in before[1]] == before[1]
    assert {row["verdict"] for row in cloud.decisions(arrived)} == {"admitted"}


def test_about_an_object_that_is_gone(cloud, alice):
    signed = alice.sign()
    key = key_of(signed["url"])
    cloud.send(notification(cloud, key, str(uuid.uuid4())))
    (fact,) = eventually(lambda: cloud.facts(key))
    assert fact["eventName"] == "ObjectCreated:Put"
    assert alice.upload(signed["fileId"])["status"] == "pending"


def test_what_a_lifecycle_rule_removed_is_recorded(cloud, arrived):
    name = "LifecycleExpiration:DeleteMarkerCreated"
    cloud.send(notification(cloud, arrived, "marker", name=name, sequencer="00700000000000000A"))
    (fact,) = eventually(lambda: cloud.facts(arrived, "expired"))
    assert fact["eventName"] == name


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        '{"Records": [{}]}',
        '{"Records": [{"eventSource": "aws:s3", "eventName": 7}]}',
        "foreign bucket",
    ],
)
def test_what_cannot_be_understood_waits_in_the_dead_letter_queue(cloud, arrived, body):
    if body == "foreign bucket":
        body = notification(cloud, arrived, "1", bucket="somebody-elses")
    cloud.send(body)
    (dead,) = eventually(lambda: [one for one in cloud.dead_letters() if one["Body"] == body])
    assert dead["MessageAttributes"]["reason"]["StringValue"]


def test_a_bad_neighbour_in_the_batch_harms_nobody(cloud, alice):
    signed = [alice.sign() for _ in range(5)]
    for one in signed:
        cloud.send("not json")
        put(one, b"hello")
    assert {alice.settled(one["fileId"])["status"] for one in signed} == {"uploaded"}
    eventually(lambda: len(cloud.dead_letters(take=False)) == 5)
    cloud.dead_letters()


def test_s3s_own_test_event_is_no_failure(cloud, arrived):
    cloud.send(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": cloud.outputs["uploads_bucket"]}))
    cloud.send("after the test event")
    eventually(lambda: [one for one in cloud.dead_letters(take=False) if one["Body"] == "after the test event"])
    assert not [one for one in cloud.dead_letters() if "TestEvent" in one["Body"]]
