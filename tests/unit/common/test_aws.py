"""Which of AWS's failures a later attempt can mend."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from common import aws
from common.errors import Busy


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}}, "SomeCall")


MENDED_LATER = [
    refused("ThrottlingException"),
    refused("ProvisionedThroughputExceededException"),
    refused("TransactionConflictException"),
    refused("SlowDown"),
    refused("RequestThrottled"),
    refused("KmsThrottled"),
    refused("503"),
    refused("TooManyRequestsException"),
    EndpointConnectionError(endpoint_url="http://localhost"),
    ConnectTimeoutError(endpoint_url="http://localhost"),
    ReadTimeoutError(endpoint_url="http://localhost"),
]


@pytest.mark.parametrize("failure", MENDED_LATER)
def test_raises_busy_for_what_passes(failure):
    with pytest.raises(Busy) as raised, aws.calling():
        raise failure
    assert raised.value.__cause__ is failure


@pytest.mark.parametrize("failure", [refused("AccessDenied"), refused("ValidationException"), KeyError("x")])
def test_lets_through_what_stays(failure):
    with pytest.raises(type(failure)) as raised, aws.calling():
        raise failure
    assert raised.value is failure


def test_the_clients_of_a_container_are_made_once(cloud):
    assert aws.dynamodb() is aws.dynamodb()
    assert aws.s3() is aws.s3()
    assert aws.sesv2() is aws.sesv2()


@pytest.mark.parametrize("make", [aws.dynamodb, aws.s3, aws.sesv2, aws.sqs])
def test_a_lost_connection_is_given_up_while_there_is_time_to_say_so(make, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    make.cache_clear()
    config = make().meta.config
    attempts = config.retries["total_max_attempts"]
    longest_pause_seconds = 1  # of the SDK's standard mode, before a second attempt
    worst = attempts * (config.connect_timeout + config.read_timeout) + (attempts - 1) * longest_pause_seconds
    assert worst < 10  # the API's time-out, and what the logger keeps for its last message


def test_the_reasons_of_a_cancelled_transaction():
    failure = refused("TransactionCanceledException")
    reasons: Any = [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}, {"Code": "TransactionConflict"}]
    failure.response["CancellationReasons"] = reasons
    assert aws.cancellation(failure) == {"ConditionalCheckFailed", "TransactionConflict"}
    assert aws.cancellation(refused("ValidationException")) == frozenset()


@pytest.mark.parametrize(
    ("code", "reasons", "lost"),
    [
        ("ConditionalCheckFailedException", [], True),
        ("TransactionConflictException", [], True),
        ("TransactionCanceledException", ["ConditionalCheckFailed", "None"], True),
        ("TransactionCanceledException", ["ThrottlingError"], True),
        ("TransactionCanceledException", ["ConditionalCheckFailed", "ValidationError"], False),
        ("TransactionCanceledException", ["ItemCollectionSizeLimitExceeded"], False),
        ("TransactionCanceledException", [], False),
        ("ValidationException", [], False),
    ],
)
def test_what_only_other_writers_caused(code, reasons, lost):
    failure = refused(code)
    told: Any = [{"Code": reason} for reason in reasons]
    failure.response["CancellationReasons"] = told
    assert aws.lost_a_race(failure) is lost
