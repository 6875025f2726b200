"""The process dies, or AWS does not answer, at each call: another delivery brings all to the same end."""

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from common.files.processing import StepStatus
from processor.quarantine import copies
from tests.unit.cloud import KEY, Crash, dying_at, interrupted
from tests.unit.quarantine.conftest import BODY, QUARANTINE


def settled(cloud, infected):
    told = set(cloud.bodies(cloud.arrivals))
    return len(told) == 1 and not cloud.versions() and infected.step().status is StepStatus.DONE


# Row; queue; copy there? source, copy; delete; row.
CALLS = [
    "GetItem",
    "GetQueueUrl",
    "SendMessage",
    "HeadObject",
    "HeadObject",
    "CopyObject",
    "DeleteObject",
    "UpdateItem",
]


def test_all_calls_are_known(infected):
    made: list[str] = []
    with interrupted(made.append, "before-call", *infected.calls):
        infected()
    assert made == CALLS


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
@pytest.mark.parametrize("nth", range(1, len(CALLS) + 1))
def test_killed_at_each_call(cloud, infected, nth, moment):
    with interrupted(dying_at(nth), moment, *infected.calls), pytest.raises(Crash):
        infected()
    # Nothing is deleted that was not kept, nor before it was told.
    assert cloud.versions() or infected.kept() == [BODY]
    assert infected() == {"outcome": "ok"}
    assert set(infected.kept()) == {BODY}
    assert settled(cloud, infected)


def test_the_copy_is_made_once(infected):
    for _ in range(3):
        assert infected() == {"outcome": "ok"}
    assert infected.kept() == [BODY]


@pytest.mark.parametrize(("operation", "client"), [("HeadObject", 0), ("CopyObject", 1), ("DeleteObject", 0)])
def test_what_may_pass_is_raised_as_such(cloud, infected, operation, client):
    events = (aws.s3(), infected.calls[0])[client].meta.events

    def refuse(**_):
        raise ClientError({"Error": {"Code": "SlowDown", "Message": ""}}, operation)

    events.register(f"before-call.s3.{operation}", refuse)
    with pytest.raises(Busy):
        infected()
    events.unregister(f"before-call.s3.{operation}", refuse)
    assert cloud.versions()
    assert infected() == {"outcome": "ok"}
    assert settled(cloud, infected)


def test_what_is_forbidden_is_no_absence(cloud, infected):
    def refuse(**_):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "CopyObject")

    infected.calls[0].meta.events.register("before-call.s3.CopyObject", refuse)
    with pytest.raises(ClientError):
        infected()
    assert cloud.versions()


def test_another_delivery_is_faster(cloud, infected):
    """It copies and deletes the version between this one's looking for a copy and its copying."""
    met = iter([False, True])

    def overtaken(model, **_):
        if next(met, False):
            aws.s3().copy_object(
                CopySource={"Bucket": cloud.bucket, "Key": KEY, "VersionId": infected.version},
                Bucket=QUARANTINE,
                Key=KEY,
                Metadata={"version-id": infected.version},
                MetadataDirective="REPLACE",
            )
            aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=infected.version)

    for client in (aws.s3(), infected.calls[0]):
        client.meta.events.register("before-call.s3.HeadObject", overtaken)
    assert infected() == {"outcome": "ok"}
    assert infected.kept() == [BODY]
    assert settled(cloud, infected)


PART = 5 << 20


@pytest.fixture
def large(cloud, infected, monkeypatch):
    """A version that has to be copied in three parts."""
    body = b"a" * PART + b"b" * PART + b"c"
    version = cloud.upload(body=body)
    parts = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)
    monkeypatch.setattr(copies, "_TRANSFER", parts)
    return copies.Version(cloud.bucket, KEY, version), body


def under_way():
    return aws.s3().list_multipart_uploads(Bucket=QUARANTINE).get("Uploads", [])


def test_in_parts(infected, large):
    version, body = large
    made: list[str] = []
    with interrupted(made.append, "before-call", *infected.calls):
        assert copies.keep(version, QUARANTINE)
    assert made.count("UploadPartCopy") == 3
    assert infected.kept() == [body]
    answer = aws.s3().head_object(Bucket=QUARANTINE, Key=KEY)
    assert answer["Metadata"] == {"version-id": version.version_id}
    assert answer["ContentType"] == "application/octet-stream"
    assert copies.keep(version, QUARANTINE)
    assert len(infected.kept()) == 1


def test_a_part_that_fails_leaves_nothing(infected, large):
    version, body = large
    parts = iter([False, True])

    def refuse(**_):
        if next(parts, False):
            raise ClientError({"Error": {"Code": "SlowDown", "Message": ""}}, "UploadPartCopy")

    infected.calls[0].meta.events.register("before-call.s3.UploadPartCopy", refuse)
    with pytest.raises(Busy):
        copies.keep(version, QUARANTINE)
    assert (infected.kept(), under_way()) == ([], [])
    assert copies.keep(version, QUARANTINE)
    assert infected.kept() == [body]
