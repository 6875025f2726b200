"""Which of AWS's failures a later attempt can mend."""

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
