"""API Gateway's side of the connections: what is sent to them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

AT_ONCE = 16
# API Gateway's own word for throttling, and for a client that does not read what it was sent.
_LATER = "LimitExceededException"


@cache
def client(url: str) -> ApiGatewayManagementApiClient:
    """The client for the connections of the API whose stage is at `url` (`https://…/live`)."""
    config = aws.CONFIG.merge(Config(max_pool_connections=AT_ONCE))
    return aws.session().client("apigatewaymanagementapi", endpoint_url=url, config=config)


def post(url: str, connection_id: str, text: str) -> bool:
    """Sends `text` to a connection. Answers whether there is one. Raises Busy when it takes nothing now."""
    with aws.calling():
        try:
            client(url).post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except ClientError as failure:
            if aws.code(failure) == "GoneException":
                return False
            if aws.code(failure) == _LATER:
                raise Busy from failure
            raise
    return True
