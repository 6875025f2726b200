"""Requests as plans see them: told apart by what they ask for and by who asks."""

import pytest

from tests.faults.calls import call

ID = "6f1c0e7e-7a64-4b53-9d5c-1f2a3b4c5d6e"
HOST = {"host": "127.0.0.1:4566"}


@pytest.mark.parametrize(
    ("method", "target", "headers", "operation"),
    [
        ("PUT", "/bucket/t-1/f", {}, "s3:PutObject"),
        ("PUT", "/bucket/t-1/f?X-Amz-Signature=0", {}, "s3:PutObject"),
        ("PUT", "/bucket/t-1/f?partNumber=3&uploadId=u", {}, "s3:UploadPart"),
        ("POST", "/bucket/t-1/f?uploads", {}, "s3:CreateMultipartUpload"),
        ("POST", "/bucket/t-1/f?uploadId=u", {}, "s3:CompleteMultipartUpload"),
        ("DELETE", "/bucket/t-1/f?uploadId=u", {}, "s3:AbortMultipartUpload"),
        ("GET", "/bucket/t-1/f?uploadId=u", {}, "s3:ListParts"),
        ("GET", "/bucket?uploads", {}, "s3:ListMultipartUploads"),
        ("GET", "/bucket/t-1/f?versionId=v", {}, "s3:GetObject"),
        ("GET", "/bucket/t-1/f?tagging&versionId=v", {}, "s3:GetObjectTagging"),
        ("HEAD", "/bucket/t-1/f", {}, "s3:HeadObject"),
        ("DELETE", "/bucket/t-1/f?versionId=v", {}, "s3:DeleteObject"),
        ("GET", "/bucket?versions&prefix=t-1", {}, "s3:ListObjectVersions"),
        ("POST", "/bucket", {}, "s3:PostObject"),
        ("POST", "/bucket/", {}, "s3:PostObject"),
        ("PATCH", "/bucket/t-1/f", {}, "s3:Other"),
        ("POST", "/", {"x-amz-target": "DynamoDB_20120810.PutItem"}, "dynamodb:PutItem"),
        ("POST", "/", {"x-amz-target": "AmazonSQS.SendMessage"}, "sqs:SendMessage"),
        ("POST", "/", {"x-amz-target": "Unheard.Of"}, "Unheard:Of"),
        ("POST", "/v2/email/outbound-emails", {}, "ses:SendEmail"),
        ("GET", "/v2/email/identities", {}, "ses:Other"),
        ("POST", "/_aws/execute-api/1ce70ca1/uploads", {}, "api:POST /uploads"),
        ("POST", f"/_aws/execute-api/1ce70ca1/uploads/{ID}/parts", {}, "api:POST /uploads/{id}/parts"),
        ("GET", "/_aws/execute-api/1ce70ca1", {}, "api:GET /"),
        ("GET", "/_ministack/ready", {}, "other"),
        ("GET", "/", {}, "s3:ListBuckets"),
        ("POST", "/", {}, "other"),
    ],
)
def test_each_has_a_name(method, target, headers, operation):
    assert call(method, target, HOST | headers).operation == operation


def test_what_is_encoded_is_decoded():
    found = call("PUT", "/bucket/t-1/%C3%BC%3Fx?partNumber=3&uploadId=a%2Fb&empty", HOST)
    assert (found.path, found.host) == ("/bucket/t-1/ü?x", "127.0.0.1:4566")
    assert found.query == {"partNumber": "3", "uploadId": "a/b", "empty": ""}


def test_functions_are_known_by_what_their_sdk_says():
    agent = "Boto3/1.43.106 md/Botocore#1.43.106 os/linux lang/python#3.11.7 app/inlet-local-logger"
    assert call("POST", "/", {"user-agent": agent}).caller == "inlet-local-logger"
    assert call("POST", "/", {"user-agent": "python-urllib3/2.8.0"}).caller == ""
