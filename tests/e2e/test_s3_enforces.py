"""What S3 itself refuses, because it stands in the signature or in the bucket's policy."""

import hashlib

import pytest
import requests

from tests.e2e.cloud import key_of, put

SHA = hashlib.sha256(b"hello").hexdigest()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        # sent                       with                                       S3 answers
        (b"hello, world", {}, 403),
        (b"hell", {}, 403),
        (b"", {}, 403),
        (b"hello", {"Content_Type": "text/html"}, 403),
        (b"hello", {"Content_Type": None}, 403),
        (b"hello", {"If_None_Match": None}, 403),
        (b"jello", {}, 400),
        (b"hello", {"x_amz_checksum_sha256": None}, 403),
    ],
)
def test_only_what_was_promised(alice, cloud, body, headers, status):
    signed = alice.sign(sha256=SHA)
    assert put(signed, body, **headers).status_code == status
    assert not cloud.versions(key_of(signed["url"]))


def test_once(alice, cloud):
    signed = alice.sign()
    assert put(signed, b"hello").status_code == 200
    assert put(signed, b"jello").status_code == 412
    assert len(cloud.versions(key_of(signed["url"]))) == 1


def test_under_its_own_key_only(alice, bob):
    mine, theirs = alice.sign(), bob.sign()
    elsewhere = mine | {"url": mine["url"].replace(key_of(mine["url"]), key_of(theirs["url"]))}
    assert put(elsewhere, b"hello").status_code == 403


def test_with_no_other_verb(alice):
    signed = alice.sign()
    put(signed, b"hello")
    for verb in ("GET", "DELETE", "POST"):
        assert requests.request(verb, signed["url"], headers=signed["headers"], timeout=10).status_code in (403, 405)


def test_nobody_reads_or_lists_without_a_signature(alice, cloud):
    signed = alice.sign()
    put(signed, b"hello")
    for url in (signed["url"].partition("?")[0], f"{cloud.endpoint}/{cloud.outputs['uploads_bucket']}"):
        assert requests.get(url, timeout=10).status_code == 403


def test_browsers_of_the_configured_origins_may_put_and_read_the_etag(alice):
    url = alice.sign()["url"]
    asked = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type,if-none-match,x-amz-checksum-sha256,x-amz-meta-note",
    }
    allowed = requests.options(url, headers={"Origin": "http://localhost:5173", **asked}, timeout=10)
    assert allowed.status_code == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
    assert "PUT" in allowed.headers["Access-Control-Allow-Methods"]
    refused = requests.options(url, headers={"Origin": "https://evil.example", **asked}, timeout=10)
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_browsers_see_the_etag(alice):
    signed = alice.sign()
    sent = put(signed, b"hello", Origin="http://localhost:5173")
    exposed = {name.strip().lower() for name in sent.headers["Access-Control-Expose-Headers"].split(",")}
    assert "etag" in exposed


def test_the_bucket_is_private_encrypted_and_versioned(cloud):
    s3, bucket = cloud.root("s3"), cloud.outputs["uploads_bucket"]
    blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(blocked.values()) == {True}
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rule = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] in ("AES256", "aws:kms")
