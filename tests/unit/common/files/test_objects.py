"""Object versions in S3."""

import base64
import hashlib
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.files import objects
from tests.unit.cloud import KEY, PNG


def test_head_tells_what_admission_asks(cloud):
    version = cloud.upload()
    head = cloud.head(version)
    assert (head.version_id, head.size, head.content_type, head.tagged) == (version, 8, "image/png", False)
    assert head.etag == hashlib.md5(PNG).hexdigest()


def test_head_without_a_version_tells_of_the_current_one(cloud):
    cloud.upload()
    current = cloud.upload()
    assert cloud.head().version_id == current


def test_tags_are_seen(cloud):
    version = cloud.upload(Tagging="verdict=clean")
    assert cloud.head(version).tagged


def test_a_checksum_is_told_in_hex(cloud):
    digest = hashlib.sha256(PNG)
    checksum = base64.b64encode(digest.digest()).decode()
    version = cloud.upload(ChecksumSHA256=checksum, ChecksumAlgorithm="SHA256")
    assert cloud.head(version).checksum_sha256 == digest.hexdigest()


def test_the_checksum_of_parts_is_none_of_the_file(cloud, monkeypatch):
    cloud.upload()
    answer = aws.s3().head_object(Bucket=cloud.bucket, Key=KEY) | {"ChecksumSHA256": "AAAA-2"}
    monkeypatch.setattr(aws.s3(), "head_object", lambda **_: answer)
    assert cloud.head().checksum_sha256 is None


def test_what_is_gone_is_none(cloud):
    version = cloud.upload()
    marker = aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)["VersionId"]
    assert cloud.head() is None
    assert cloud.head(marker) is None
    assert cloud.head(version) is not None
    objects.remove(cloud.bucket, KEY, version)
    assert cloud.head(version) is None


def test_removing_again_is_no_error(cloud):
    version = cloud.upload()
    objects.remove(cloud.bucket, KEY, version)
    objects.remove(cloud.bucket, KEY, version)
    assert cloud.versions() == set()


def test_an_object_goes_with_all_its_versions_and_no_other_does(cloud):
    for key in (KEY, KEY, f"{KEY}-1", f"{KEY}/1", KEY[:-1]):
        cloud.upload(key)
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)
    objects.remove_object(cloud.bucket, KEY)
    left: Any = aws.s3().list_object_versions(Bucket=cloud.bucket)
    assert [one["Key"] for one in left["Versions"]] == [KEY[:-1], f"{KEY}-1", f"{KEY}/1"]
    assert "DeleteMarkers" not in left
    objects.remove_object(cloud.bucket, KEY)


def test_a_refusal_is_no_absence(cloud):
    with pytest.raises(ClientError, match="NoSuchBucket") as raised:
        aws.s3().list_objects_v2(Bucket="another")
    assert aws.code(raised.value) == "NoSuchBucket"
    with pytest.raises(ClientError):
        objects.remove("another", KEY, "v1")
