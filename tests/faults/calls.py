"""What an HTTP request is, as far as plans tell requests apart: which operation, of which service, called by whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

# The API's address on the embedded cloud; behind it, the routes of the OpenAPI document.
_API = re.compile(r"/_aws/execute-api/[^/]+(/.*)?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Functions put their name into the User-Agent (AWS_SDK_UA_APP_ID), which the SDK writes like this.
_APPLICATION = re.compile(r"(?:^|\s)app/(\S+)")
_TARGETS = {"DynamoDB": "dynamodb", "AmazonSQS": "sqs", "AWSCognitoIdentityProviderService": "cognito-idp"}
_SES = {("POST", "/v2/email/outbound-emails"): "SendEmail"}

# S3 tells its operations apart by method and query. In this order, for some requests carry several of the names.
_OF_OBJECTS = {
    ("PUT", "partNumber"): "UploadPart",
    ("POST", "uploads"): "CreateMultipartUpload",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
    ("GET", "uploadId"): "ListParts",
    ("GET", "tagging"): "GetObjectTagging",
    ("PUT", "tagging"): "PutObjectTagging",
    ("PUT", ""): "PutObject",
    ("GET", ""): "GetObject",
    ("HEAD", ""): "HeadObject",
    ("DELETE", ""): "DeleteObject",
}
_OF_BUCKETS = {
    ("GET", "uploads"): "ListMultipartUploads",
    ("GET", "versions"): "ListObjectVersions",
    ("GET", "list-type"): "ListObjectsV2",
    ("POST", "delete"): "DeleteObjects",
    ("POST", ""): "PostObject",
}


@dataclass(frozen=True)
class Call:
    """One request. `operation` is `service:Operation` as IAM writes it, `api:METHOD /path/{id}` for the API's routes.

    `caller` is the full name of the function that calls AWS, empty for everybody else; `query` has decoded values.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    operation: str = "other"
    caller: str = ""

    @property
    def service(self) -> str:
        """The operation's service: `s3`, `dynamodb`, `sqs`, `ses`, `cognito-idp`, `api`, `other`."""
        return self.operation.partition(":")[0]


def call(method: str, target: str, headers: Mapping[str, str]) -> Call:
    """The request with this target (`/path?query`, encoded) and these headers (names in lower case)."""
    raw_path, _, raw_query = target.partition("?")
    query = dict(parse_qsl(raw_query, keep_blank_values=True))
    path = unquote(raw_path)
    found = _APPLICATION.search(headers.get("user-agent", ""))
    return Call(
        method=method,
        host=headers.get("host", ""),
        path=path,
        query=query,
        operation=_operation(method, path, query, headers),
        caller=found[1] if found else "",
    )


def _operation(method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    if target := headers.get("x-amz-target"):
        service, _, name = target.partition(".")
        return f"{_TARGETS.get(service.partition('_')[0], service)}:{name}"
    if route := _API.fullmatch(path):
        return f"api:{method} {_UUID.sub('{id}', route[1] or '/')}"
    if path.startswith("/v2/email/"):
        return f"ses:{_SES.get((method, path), 'Other')}"
    if path.startswith("/_"):
        return "other"
    bucket, _, key = path[1:].partition("/")
    names = _OF_OBJECTS if key else _OF_BUCKETS if bucket else {("GET", ""): "ListBuckets"}
    fitting = (name for (verb, mark), name in names.items() if verb == method and (not mark or mark in query))
    return f"s3:{next(fitting, 'Other')}" if bucket or method == "GET" else "other"
