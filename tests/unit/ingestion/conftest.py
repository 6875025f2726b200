"""The API's functions in this process, on moto's DynamoDB; signing needs no cloud at all."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from moto import mock_aws

from common import aws, queues
from common.keys import kept, ring
from ingestion.changes import handler as changes
from ingestion.collector import handler as collector
from ingestion.files import handler as files
from ingestion.operators import handler as operators
from ingestion.public import handler as public
from ingestion.queries import handler as queries
from ingestion.reader import handler as reader
from ingestion.signing import signer
from ingestion.sockets import handler as sockets
from ingestion.tenants import handler as tenants
from ingestion.uploads import handler as uploads
from ingestion.uploads import multiparts
from tests.contract.document import assert_documented
from tests.unit.ingestion.keys import Keys

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "unit",
    "AWS_SECRET_ACCESS_KEY": "unit",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "API_URL": "https://api.example",
    "ISSUER": "https://issuer.example",
    "REQUIRED_SCOPE": "inlet/api",
    "SIGN_IN_SCOPES": '["openid", "email", "inlet/api"]',
    "CLIENT_ID": "client-1",
    "AUTHORIZATION_ENDPOINT": "https://login.example/oauth2/authorize",
    "TOKEN_ENDPOINT": "https://login.example/oauth2/token",
    "REVOCATION_ENDPOINT": "https://login.example/oauth2/revoke",
    "CATALOG_TABLE": "catalog",
    "EVENTS_TABLE": "events",
    "EVENT_ROW_DAYS": "90",
    "EVENT_MAX_AGE_DAYS": "400",
    "EVENTS_QUEUE": "events",
    "UNKNOWN_TYPES": "accept",
    "IP_ADDRESSES": "truncated",
    "AUDIENCE": "client-1",
    "JWKS_URL": "",
    "UPLOADS_BUCKET": "inlet-unit-uploads",
    "DERIVED_BUCKET": "inlet-unit-derived",
    "PROCESSING_QUEUE": "processing",
    "SCANNER": "clamav",
    "RESTORE_DAYS": "30",
    "DOWNLOAD_URL_SECONDS": "300",
    "CURSOR_KEYS": "/inlet-unit/cursor-keys",
    "DISTRIBUTION": "null",
    "JANITOR_FUNCTION": "arn:aws:lambda:eu-central-1:123456789012:function:inlet-unit-janitor:live",
    "JANITOR_GRACE_SECONDS": "86400",
    "JANITOR_PRICES": json.dumps({"s3_gb_month": 0.023, "dynamodb_gb_month": 0.25}),
    "OPERATORS_CLAIM": "cognito:groups",
    "OPERATORS_VALUE": "operators",
    "SOCKET_URL": "wss://sockets.example/live",
    "UPLOAD_URL_SECONDS": "900",
    "QUICK_URL_SECONDS": "300",
    "REQUIRE_SIZE": "false",
    "ACCELERATE": "false",
    "INDEX_SPREAD": json.dumps({"default": 1, "tenants": {}}),
    "QUOTAS": json.dumps({"bytes": 10**15, "files": 100_000, "pending": 10_000}),
    "MEDIA_TYPES": json.dumps(
        {
            "image/png": {"extensions": ["png"], "maxBytes": 1000},
            "text/plain": {"extensions": ["txt", "log"], "maxBytes": 5000},
            "video/mp4": {"extensions": ["mp4"], "maxBytes": 10**12},
        }
    ),
}
KEYS = Keys(ring.new())
INDEXES = {"waiting": ("waitingIn", "waitingSince"), "by_status": ("statusKey", "statusAt")}
ALICE = {"iss": "https://issuer.example", "sub": "alice"}
BOB = {"iss": "https://issuer.example", "sub": "bob"}


class Api:
    """Calls the handlers as API Gateway does, and reads what they answer."""

    def __init__(self) -> None:
        functions = (uploads, files, changes, sockets, tenants, reader, collector, queries, operators)
        self.handlers = {route: function for function in functions for route in function._ROUTES}

    def __call__(
        self,
        route: str,
        *,
        query: str | dict[str, Any] = "",
        body: Any = None,
        raw_body: str | None = None,
        base64: bool = False,
        headers: dict[str, str] | None = None,
        claims: dict[str, str] | None = None,
        upload: str = "",
        user: str = "",
        call: str = "",
        at: int = 1_790_000_000,
    ) -> SimpleNamespace:
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": route,
            "rawPath": route.partition(" ")[2].replace("{id}", upload).replace("{user}", user).replace("{call}", call),
            "rawQueryString": query if isinstance(query, str) else urlencode(query),
            "headers": {"content-type": "application/json", **(headers or {})},
            "requestContext": {
                "requestId": "request-1",
                "timeEpoch": at * 1000,
                "http": {"sourceIp": "192.0.2.77"},
                "authorizer": {"jwt": {"claims": ALICE if claims is None else claims, "scopes": None}},
            },
            "isBase64Encoded": base64,
        }
        if upload:
            event["pathParameters"] = {"id": upload} | ({"user": user} if user else {})
        if call:
            event["pathParameters"] = {"call": call}
        if body is not None or raw_body is not None:
            event["body"] = json.dumps(body) if raw_body is None else raw_body
        answer = self.handlers.get(route, public).handler(event, None)
        text = answer.get("body", "")
        content_type = answer["headers"].get("content-type", "")
        is_json = "json" in content_type
        if route != "$default":
            method, _, path = route.partition(" ")
            assert_documented(method, path, answer["statusCode"], content_type, text)
        return SimpleNamespace(
            status=answer["statusCode"],
            headers=answer["headers"],
            text=text,
            json=json.loads(text) if is_json else None,
        )


def rules(answer: SimpleNamespace) -> list[tuple[str, str]]:
    """The faults of a problem document, as (pointer, rule)."""
    return [(fault["pointer"], fault["rule"]) for fault in answer.json["errors"]]


@contextmanager
def before_call(operation: str, hook: Callable[..., None]) -> Iterator[None]:
    """Runs `hook` before each call of DynamoDB's or S3's `operation`."""
    clients: list[Any] = [aws.dynamodb(), aws.s3(), multiparts._patient()]
    names = [(one.meta.events, f"before-call.{one.meta.service_model.service_name}.{operation}") for one in clients]
    for events, name in names:
        events.register(name, hook)
    try:
        yield
    finally:
        for events, name in names:
            events.unregister(name, hook)


@pytest.fixture(scope="module", autouse=True)
def fresh_clients() -> None:
    """Clients are dear to make: each module makes its own, once."""
    for cached in (aws.session, aws.dynamodb, aws.s3, aws.sqs, aws.ssm, signer.client, multiparts._patient):
        cached.cache_clear()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The functions' environment; settings that were read of another one are forgotten."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for function in (public, uploads, files, changes, tenants, reader, collector, operators):
        function._settings.cache_clear()
    monkeypatch.setattr(kept, "of", lambda name: KEYS)
    return monkeypatch


@pytest.fixture
def catalog_table(environment: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty table `catalog` with its indexes, in moto."""
    with mock_aws():
        dynamodb = aws.dynamodb()
        dynamodb.create_table(
            TableName="catalog",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", *sum(INDEXES.values(), ()))
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": [
                        {"AttributeName": partition, "KeyType": "HASH"},
                        {"AttributeName": sort, "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
                for index, (partition, sort) in INDEXES.items()
            ],
        )
        yield dynamodb


@pytest.fixture
def events_table(catalog_table: Any) -> Any:
    """An empty table `events` with its index, beside the catalogue."""
    catalog_table.create_table(
        TableName="events",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "gk", "gs")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_key",
                "KeySchema": [{"AttributeName": "gk", "KeyType": "HASH"}, {"AttributeName": "gs", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    return catalog_table


@pytest.fixture
def events_queue(catalog_table: Any) -> Any:
    """The queue `events`, empty; takes out of it what is in it."""
    return _queue(ENVIRONMENT["EVENTS_QUEUE"])


@pytest.fixture
def processing_queue(catalog_table: Any) -> Any:
    """The queue `processing`, likewise."""
    return _queue(ENVIRONMENT["PROCESSING_QUEUE"])


def _queue(name: str) -> Any:
    queues._url.cache_clear()
    url = aws.sqs().create_queue(QueueName=name)["QueueUrl"]

    def taken() -> list[str]:
        found = aws.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            aws.sqs().delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in found]

    return taken


@pytest.fixture
def bucket(catalog_table: Any) -> Any:
    """The uploads bucket, empty, in moto; S3's client."""
    name = ENVIRONMENT["UPLOADS_BUCKET"]
    aws.s3().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws.s3().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return aws.s3()


@pytest.fixture
def api(catalog_table: Any) -> Api:
    """The API on an empty catalogue."""
    return Api()
