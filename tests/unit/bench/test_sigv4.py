"""The signatures by hand are boto3's, byte for byte: else they would be the limit of something else."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config

from bench.sigv4 import Signer

ORIGIN, BUCKET, KEY = "http://127.0.0.1:4566", "bucket", "t-0/a-b_c.d~e"
HAND = Signer(ORIGIN, BUCKET, "access", "secret", "eu-central-1")


@pytest.fixture(scope="module")
def s3():
    config = Config(signature_version="s3v4", request_checksum_calculation="when_required")
    session = boto3.Session("access", "secret", region_name="eu-central-1")
    return session.client("s3", endpoint_url=ORIGIN, config=config)


def at(stamp):
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def signed_at(url):
    return at(parse_qs(urlsplit(url).query)["X-Amz-Date"][0])


def test_a_put(s3):
    asked = {"Bucket": BUCKET, "Key": KEY, "ContentType": "image/png", "IfNoneMatch": "*", "ContentLength": 8}
    url = s3.generate_presigned_url("put_object", Params=asked, ExpiresIn=60)
    headers = [("content-length", "8"), ("content-type", "image/png"), ("if-none-match", "*")]
    assert url == HAND.url("PUT", KEY, signed_at(url), 60, headers=headers)


def test_what_begins_and_completes_a_multipart_upload(s3):
    begin = s3.generate_presigned_url("create_multipart_upload", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=60)
    assert begin == HAND.url("POST", KEY, signed_at(begin), 60, query=[("uploads", "")])
    asked = {"Bucket": BUCKET, "Key": KEY, "UploadId": "a/b+c="}
    end = s3.generate_presigned_url("complete_multipart_upload", Params=asked, ExpiresIn=60)
    assert end == HAND.url("POST", KEY, signed_at(end), 60, query=[("uploadId", "a/b+c=")])


def test_parts(s3):
    lengths = [8_388_608, 8_388_608, 1]
    for number, length in enumerate(lengths, 1):
        asked = {"Bucket": BUCKET, "Key": KEY, "UploadId": "a/b+c=", "PartNumber": number, "ContentLength": length}
        url = s3.generate_presigned_url("upload_part", Params=asked, ExpiresIn=60)
        assert url == HAND.parts(KEY, "a/b+c=", lengths, signed_at(url), 60)[number - 1]


def test_a_form(s3):
    conditions = [["content-length-range", 1, 8], {"Content-Type": "image/png"}]
    form = s3.generate_presigned_post(BUCKET, KEY, Conditions=list(conditions), ExpiresIn=60)
    assert form["fields"] == HAND.form(KEY, conditions, at(form["fields"]["x-amz-date"]), 60)
