"""The AWS clients of this container: one session, each client made when first needed. Endpoints are configuration."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from common.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_sts import STSClient

# Two attempts of three seconds: a handler that waits for a lost connection until its own time-out can tell nobody.
# Checksums of our own choice only: a multipart upload that was begun with one would demand it of every part.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    request_checksum_calculation="when_required",
)

# HeadObject has no body to name its error in: S3's refusals arrive there as bare numbers.
_TRANSIENT = frozenset(
    {
        "429",
        "500",
        "503",
        "InternalError",
        "InternalServerError",
        "KmsThrottled",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)

_PASSING_REASONS = {"ConditionalCheckFailed", "ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"}


@cache
def session() -> boto3.Session:
    """The one session: it loads the service models once for all clients."""
    return boto3.Session()


@cache
def dynamodb() -> DynamoDBClient:
    """DynamoDB's low-level client; attribute values are written out by the adapters."""
    return session().client("dynamodb", config=CONFIG)


@cache
def s3() -> S3Client:
    """S3 for calls made by Inlet itself. What clients are handed is signed by `ingestion.signing`."""
    return session().client("s3", config=CONFIG)


@cache
def sqs() -> SQSClient:
    """SQS, for what handlers put into queues themselves. Lambda receives from them."""
    return session().client("sqs", config=CONFIG)


@cache
def sesv2() -> SESV2Client:
    """SES, for alerts, digests and reports."""
    return session().client("sesv2", config=CONFIG)


@cache
def sns() -> SNSClient:
    """SNS, for reports."""
    return session().client("sns", config=CONFIG)


@cache
def ssm() -> SSMClient:
    """SSM's parameters, for keys that Inlet signs with."""
    return session().client("ssm", config=CONFIG)


@cache
def sts() -> STSClient:
    """STS, for roles that a function acts in on behalf of one tenant."""
    return session().client("sts", config=CONFIG)


def code(failure: ClientError) -> str:
    """AWS's own name of `failure`."""
    return failure.response["Error"]["Code"]


def cancellation(failure: ClientError) -> frozenset[str]:
    """Why DynamoDB cancelled a transaction: its codes, one or more. Empty for a failure of another kind."""
    if code(failure) != "TransactionCanceledException":
        return frozenset()
    reasons: Any = failure.response.get("CancellationReasons", [])
    return frozenset(reason.get("Code", "None") for reason in reasons) - {"None"}


def lost_a_race(failure: ClientError) -> bool:
    """Whether a conditional write or transaction failed only because of other writers: reading again tells more."""
    if code(failure) in ("ConditionalCheckFailedException", "TransactionConflictException"):
        return True
    return bool(reasons := cancellation(failure)) and reasons <= _PASSING_REASONS


@contextmanager
def calling() -> Iterator[None]:
    """Wraps calls to AWS: raises Busy (retryable) for what a later attempt can mend; the rest passes through."""
    try:
        yield
    except ClientError as failure:
        if code(failure) in _TRANSIENT:
            raise Busy from failure
        raise
    except (NoConnection, HTTPClientError) as failure:
        raise Busy from failure
