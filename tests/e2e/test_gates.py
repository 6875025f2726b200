"""The uploads bucket's own policy: what it lets no role read or tag, whatever that role may do elsewhere."""

import json
import uuid

import boto3
import pytest
import requests
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.client import Config
from botocore.exceptions import ClientError
from PIL import Image

from tests.e2e.cloud import key_of, put
from tests.e2e.processed import begin
from tests.scanner.conftest import EICAR, zipped
from tests.unit.image.pictures import png_of, saved
from tests.unit.inspection.contents import HTML

BODY = b"hello"


@pytest.fixture(scope="module")
def stranger(cloud):
    """S3 as a role sees it that the API does not use, and that may do all there is to do with both buckets."""
    iam, name = cloud.root("iam"), f"reader-{uuid.uuid4().hex[:8]}"
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    arns = [f"arn:aws:s3:::{cloud.outputs[name]}" for name in ("uploads_bucket", "quarantine_bucket")]
    rights = {"Effect": "Allow", "Action": "s3:*", "Resource": [*arns, *(f"{arn}/*" for arn in arns)]}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps({"Statement": [rights]}))
    keys = cloud.root("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="test")["Credentials"]
    yield boto3.client(
        "s3",
        endpoint_url=cloud.endpoint,
        region_name="eu-central-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    iam.delete_role_policy(RoleName=name, PolicyName="all")
    iam.delete_role(RoleName=name)


@pytest.fixture(scope="module")
def where(alice, cloud):
    """The version of a file that has come and has no verdict yet."""
    signed = alice.sign()
    assert put(signed, BODY).ok
    alice.settled(signed["fileId"])
    key = key_of(signed["url"])
    return {"Bucket": cloud.outputs["uploads_bucket"], "Key": key, "VersionId": cloud.catalogue(key)["versionId"]}


@pytest.fixture
def tagged(cloud, where):
    """Tags the version, or (None) takes its tag away, as root."""

    def tag(verdict):
        if verdict is None:
            cloud.root("s3").delete_object_tagging(**where)
        else:
            cloud.root("s3").put_object_tagging(Tagging=tags(verdict), **where)

    yield tag
    tag(None)


def tags(verdict):
    return {"TagSet": [{"Key": "verdict", "Value": verdict}]}


def status(call, **arguments):
    """What S3 answers to the call."""
    try:
        return call(**arguments)["ResponseMetadata"]["HTTPStatusCode"]
    except ClientError as failure:
        return failure.response["ResponseMetadata"]["HTTPStatusCode"]


def readings(stranger, where):
    """What S3 answers to each way in which a version can be read."""
    current = {name: where[name] for name in ("Bucket", "Key")}
    yield status(stranger.get_object, **where)
    yield status(stranger.get_object, **current)
    yield status(stranger.head_object, **where)
    yield status(stranger.head_object, **current)
    for parameters in (where, current):
        url = stranger.generate_presigned_url("get_object", Params=parameters)
        yield requests.get(url, timeout=10).status_code


@pytest.mark.parametrize("verdict", [None, "infected", "unscanned", "refused", "Clean", "clean "])
def test_what_is_not_clean_is_read_by_nobody(stranger, where, tagged, verdict):
    tagged(verdict)
    assert set(readings(stranger, where)) == {403}


def test_what_is_clean_is_read_by_who_may(stranger, where, tagged):
    tagged("clean")
    assert set(readings(stranger, where)) == {200}
    assert stranger.get_object(**where)["Body"].read() == BODY
    tagged("infected")
    assert set(readings(stranger, where)) == {403}


def test_nor_is_it_copied_elsewhere(cloud, stranger, where, tagged):
    copy = {"CopySource": where, "Bucket": where["Bucket"], "Key": f"{where['Key']}-copy"}
    assert status(stranger.copy_object, **copy) == 403
    assert not cloud.versions(copy["Key"])


def test_other_tags_say_nothing(cloud, stranger, where, tagged):
    told = {"TagSet": [{"Key": "scan", "Value": "clean"}, {"Key": "clean", "Value": "verdict"}]}
    cloud.root("s3").put_object_tagging(Tagging=told, **where)
    assert set(readings(stranger, where)) == {403}


def test_nobody_but_the_scanner_tags(cloud, stranger, where, tagged):
    current = {name: where[name] for name in ("Bucket", "Key")}
    for parameters in (where, current):
        assert status(stranger.put_object_tagging, Tagging=tags("clean"), **parameters) == 403
        assert status(stranger.delete_object_tagging, **parameters) == 403
    assert cloud.root("s3").get_object_tagging(**where)["TagSet"] == []


def test_nor_by_a_signed_url(cloud, stranger, where):
    # The SDK signs no URL for a call that has a body.
    url = f"{cloud.endpoint}/{where['Bucket']}/{where['Key']}?tagging&versionId={where['VersionId']}"
    request = AWSRequest("PUT", url)
    S3SigV4QueryAuth(stranger._request_signer._credentials, "s3", "eu-central-1").add_auth(request)
    body = "<Tagging><TagSet><Tag><Key>verdict</Key><Value>clean</Value></Tag></TagSet></Tagging>"
    assert requests.put(str(request.url), data=body, timeout=10).status_code == 403
    assert cloud.root("s3").get_object_tagging(**where)["TagSet"] == []


def test_a_verdict_is_not_taken_back(cloud, stranger, where, tagged):
    tagged("infected")
    assert status(stranger.delete_object_tagging, **where) == 403
    assert cloud.root("s3").get_object_tagging(**where)["TagSet"] == tags("infected")["TagSet"]


def test_whoever_may_still_writes_and_lists(cloud, stranger, where):
    """The gate is about reading and tagging: it forbids nothing else."""
    assert status(stranger.list_objects_v2, Bucket=where["Bucket"], Prefix=where["Key"]) == 200
    assert status(stranger.get_object_tagging, **where) == 200


# What each is, and what the steps have to say of it, the last one being its verdict.
HOSTILE = {
    "infected": (zipped({"a.com": EICAR}), "application/zip", {"inspect": "ok", "scan": "infected"}),
    "an image and a page": (saved(Image.new("L", (9, 9)), "JPEG") + HTML, "image/jpeg", {"inspect": "refused"}),
    "a bomb": (png_of(2**31 - 1, 2**31 - 1), "image/png", {"inspect": "ok", "scan": "ok"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_read_by_nobody_before_its_verdict(alice, cloud, stranger, name):
    content, media_type, steps = HOSTILE[name]
    signed = alice.sign(filename="hostile", contentType=media_type, size=len(content))
    assert put(signed, content).ok
    assert alice.settled(signed["fileId"])["status"] == "uploaded"
    key = key_of(signed["url"])
    version = {"Bucket": cloud.outputs["uploads_bucket"], "Key": key, "VersionId": cloud.catalogue(key)["versionId"]}

    def seen():
        answer = alice("GET", f"/files/{signed['fileId']}/content", allow_redirects=False)
        return {answer.status_code, *readings(stranger, version)}

    assert seen() == {409, 403}
    task = begin(cloud, key)
    assert seen() == {409, 403}
    for step, outcome in steps.items():
        assert alice.upload(signed["fileId"])["status"] == "processing"
        assert cloud.invoke(step, task)["outcome"] == outcome
        # What is clean is read as soon as it is known to be, though nothing was made of it yet.
        assert seen() == ({302, 200} if (step, outcome) == ("scan", "ok") else {409, 403}), step


def test_quarantine_is_read_and_added_to_by_nobody_who_is_not_named(cloud, stranger):
    s3, bucket, key = cloud.root("s3"), cloud.outputs["quarantine_bucket"], f"gate-{uuid.uuid4()}"
    copy = {"Bucket": bucket, "Key": key, "VersionId": s3.put_object(Bucket=bucket, Key=key, Body=BODY)["VersionId"]}
    assert set(readings(stranger, copy)) == {403}
    assert status(stranger.put_object, Bucket=bucket, Key=key, Body=b"another") == 403
    assert status(stranger.list_objects_v2, Bucket=bucket) == 200  # it is no lack of rights
    s3.delete_object(**copy)
