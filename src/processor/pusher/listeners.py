"""Who listens in a tenant, by the catalogue: read for each push, so that who was taken out is told nothing more."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.pushes import keys
from processor.pusher import audience
from processor.pusher.audience import Place, Row

_ROUNDS = 5
_KEYS = 100  # BatchGetItem takes no more


def of(table: str, tenant: str, *, at: datetime) -> list[Place]:
    """All places in the tenant that have a connection. Raises Busy."""
    pages = aws.dynamodb().get_paginator("query")
    with aws.calling():
        found = pages.paginate(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.listeners(tenant)}},
        )
        rows: list[Row] = [row for page in found for row in page["Items"]]
    return [audience.place(row) for row in rows if int(row["ttl"]["N"]) > at.timestamp()]


def members(table: str, tenant: str, users: set[str]) -> dict[str, Row]:
    """The memberships of these users in the tenant, read consistently; who is no member is missing. Raises Busy."""
    found: dict[str, Row] = {}
    waiting: list[Any] = [keys.member(tenant, user) for user in sorted(users)]
    for _ in attempts(_ROUNDS + len(waiting) // _KEYS, at_once=1 + len(waiting) // _KEYS):
        if not waiting:
            return found
        asked, waiting = waiting[:_KEYS], waiting[_KEYS:]
        with aws.calling():
            answer = aws.dynamodb().batch_get_item(RequestItems={table: {"Keys": asked, "ConsistentRead": True}})
        found |= {row["sk"]["S"].removeprefix("M#"): row for row in answer["Responses"].get(table, [])}
        if table in answer["UnprocessedKeys"]:
            waiting += answer["UnprocessedKeys"][table]["Keys"]
    if waiting:
        raise Busy
    return found


def forget(table: str, tenant: str, gone: Place) -> None:
    """Gives back the place of a connection that is no more, unless another has it by now. Raises Busy."""
    with aws.calling():
        aws.dynamodb().delete_item(TableName=table, Key=keys.connection(gone.connection_id))
        with suppress(aws.dynamodb().exceptions.ConditionalCheckFailedException):
            aws.dynamodb().delete_item(
                TableName=table,
                Key=keys.place(tenant, gone.user, gone.number),
                ConditionExpression="connectionId = :id",
                ExpressionAttributeValues={":id": {"S": gone.connection_id}},
            )
