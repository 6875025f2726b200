"""Signed URLs are those that boto3 makes, byte for byte."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import boto3
import botocore.auth
import pytest
from botocore.config import Config

from ingestion.signing import query_signing

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
VIRTUAL = {"addressing_style": "virtual"}
PLACES: dict[str, dict[str, Any]] = {
    "AWS": {"s3": VIRTUAL},
    "AWS, path style": {"s3": {"addressing_style": "path"}},
    "accelerated": {"s3": VIRTUAL | {"use_accelerate_endpoint": True}},
    "dual stack": {"s3": VIRTUAL | {"use_dualstack_endpoint": True}},
    "us-east-1": {"s3": VIRTUAL, "region": "us-east-1"},
    "China": {"s3": VIRTUAL, "region": "cn-north-1"},
    "own endpoint": {"s3": VIRTUAL, "endpoint": "http://127.0.0.1:4566"},
    "own host": {"s3": {"addressing_style": "path"}, "endpoint": "https://s3.example.com"},
    "own host, virtual": {"s3": VIRTUAL, "endpoint": "http://s3.example.com:8080"},
}
CREDENTIALS = [
    # access key              secret                                      session token
    ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
    ("ASIA/+=EXAMPLE", "secret with spaces/+", "FwoGZXIvYXdzE//////////wEaD+a=b&c d=="),
]
UPLOADS = [
    # key                                              multipart id
    (
        "t-0123456789abcdef0123456789abcdef/6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e",
        "VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3",
    ),
    ("t-1/x", "a+/=b&c d~e.f_g-h%2F?#ü"),
    ("ü b+c/=~.", "x"),
]


def client(name, access, secret, token):
    place = PLACES[name]
    session = boto3.Session(access, secret, token, region_name=place.get("region", "eu-central-1"))
    config = Config(signature_version="s3v4", s3=place["s3"], request_checksum_calculation="when_required")
    return session.client("s3", config=config, endpoint_url=place.get("endpoint")), session


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_parts_are_equal_to_boto3(monkeypatch, name, credentials):
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: AT)
    s3, session = client(name, *credentials)
    where = query_signing.place(s3, "inlet-unit-uploads")
    frozen = session.get_credentials().get_frozen_credentials()
    for (key, upload), seconds in product(UPLOADS, (60, 900, 3600)):
        by = query_signing.signature(where, frozen, at=AT, seconds=seconds)
        signer = query_signing.part_signer(where, by, key, upload)
        for number, size in ((1, 8_388_608), (2, 1), (99, 5 * 1024**3), (10_000, 550_502_400)):
            wanted = {
                "Bucket": "inlet-unit-uploads",
                "Key": key,
                "UploadId": upload,
                "PartNumber": number,
                "ContentLength": size,
            }
            assert signer.url(number, size) == s3.generate_presigned_url("upload_part", wanted, seconds)


HEADERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    # headers, and how boto3 is told of them
    ({}, {}),
    ({"Content-Type": "text/plain", "If-None-Match": "*"}, {"ContentType": "text/plain", "IfNoneMatch": "*"}),
    (
        {
            "Content-Type": "image/svg+xml",
            "If-None-Match": "*",
            "x-amz-checksum-sha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            "Content-Length": "104857600",
        },
        {
            "ContentType": "image/svg+xml",
            "IfNoneMatch": "*",
            "ChecksumSHA256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            "ContentLength": 104857600,
        },
    ),
]


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_puts_are_equal_to_boto3(monkeypatch, name, credentials):
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: AT)
    s3, session = client(name, *credentials)
    where = query_signing.place(s3, "inlet-unit-uploads")
    frozen = session.get_credentials().get_frozen_credentials()
    for (key, _), (headers, told), seconds in product(UPLOADS, HEADERS, (60, 3600)):
        by = query_signing.signature(where, frozen, at=AT, seconds=seconds)
        wanted = {"Bucket": "inlet-unit-uploads", "Key": key} | told
        assert query_signing.put_url(where, by, key, headers) == s3.generate_presigned_url(
            "put_object", wanted, seconds
        )


VERSION = "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo"
NAMED = "attachment; filename=\"Men_ _.png\"; filename*=UTF-8''Men%C3%BC%20%E2%80%93.png"
QUERIES: list[tuple[dict[str, str], dict[str, str]]] = [
    # query parameters in boto3's order, and how it is told of them
    ({}, {}),
    ({"versionId": VERSION}, {"VersionId": VERSION}),
    (
        {
            "response-cache-control": "no-store",
            "response-content-disposition": NAMED,
            "response-content-type": "application/octet-stream",
            "versionId": "v1",
        },
        {
            "ResponseCacheControl": "no-store",
            "ResponseContentDisposition": NAMED,
            "ResponseContentType": "application/octet-stream",
            "VersionId": "v1",
        },
    ),
]


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_gets_are_equal_to_boto3(monkeypatch, name, credentials):
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: AT)
    s3, session = client(name, *credentials)
    where = query_signing.place(s3, "inlet-unit-uploads")
    frozen = session.get_credentials().get_frozen_credentials()
    for (key, _), (parameters, told), seconds in product(UPLOADS, QUERIES, (60, 3600)):
        by = query_signing.signature(where, frozen, at=AT, seconds=seconds)
        wanted = {"Bucket": "inlet-unit-uploads", "Key": key} | told
        assert query_signing.get_url(where, by, key, parameters) == s3.generate_presigned_url(
            "get_object", wanted, seconds
        )


def test_each_day_and_secret_has_a_key_of_its_own():
    s3, session = client("AWS", *CREDENTIALS[0])
    other = client("AWS", *CREDENTIALS[1])[1]
    where = query_signing.place(s3, "inlet-unit-uploads")

    def signed(whose, at):
        frozen = whose.get_credentials().get_frozen_credentials()
        by = query_signing.signature(where, frozen, at=at, seconds=60)
        return query_signing.put_url(where, by, "k", {}).rpartition("=")[2]

    assert len({signed(whose, at) for whose in (session, other) for at in (AT, AT.replace(day=3))}) == 4
