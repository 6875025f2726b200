"""Rows of the catalogue: keys of tenants' rows, consistent reads, and transactions that are tried again."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from common import aws
from common.backoff import attempts
from common.errors import Busy
from common.pushes import keys

Row = dict[str, Any]
Key = dict[str, Any]
Made = TypeVar("Made")

NOT_THERE = "attribute_not_exists(pk)"
THERE = "attribute_exists(pk)"
_ATTEMPTS = 6


class Stale(Exception):
    """Something that was read has changed since: read it again and decide anew."""


def user(user_id: str) -> Key:
    """What is counted of a user."""
    return _key(f"U#{user_id}", "USER")


def membership(user_id: str, tenant: str) -> Key:
    """A membership, as the user asks for it."""
    return _key(f"U#{user_id}", f"T#{tenant}")


def member(tenant: str, user_id: str) -> Key:
    """The same membership, as the tenant asks for it."""
    return keys.member(tenant, user_id)


def tenant(tenant_id: str) -> Key:
    """The tenant itself, with the counts of what it has."""
    return _key(f"T#{tenant_id}", "TENANT")


def project(tenant_id: str, project_id: str) -> Key:
    """A project of a tenant."""
    return _key(f"T#{tenant_id}", f"P#{project_id}")


def write_key(tenant_id: str, key_id: str) -> Key:
    """A write key, as the tenant asks for it."""
    return _key(f"T#{tenant_id}", f"K#{key_id}")


def key_holder(key_hash: str) -> Key:
    """The same write key, as whoever is given one asks for it: by the SHA-256 of the key, in hex."""
    return _key(f"K#{key_hash}", "KEY")


def _key(pk: str, sk: str) -> Key:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def read(table: str, *keys: Key) -> list[Row]:
    """The rows of 1 to 100 `keys` in their order, read consistently; an empty one for what is not there.

    Raises Busy when DynamoDB leaves keys unread again and again.
    """
    found: dict[tuple[str, str], Row] = {}
    wanted = list({_name(key): key for key in keys}.values())
    for _ in attempts(_ATTEMPTS):
        with aws.calling():
            answer = aws.dynamodb().batch_get_item(RequestItems={table: {"Keys": wanted, "ConsistentRead": True}})
        found |= {_name(row): row for row in answer["Responses"].get(table, [])}
        if table not in answer["UnprocessedKeys"]:
            return [found.get(_name(key), {}) for key in keys]
        wanted = list(answer["UnprocessedKeys"][table]["Keys"])
    raise Busy


def _name(key: Key) -> tuple[str, str]:
    return key["pk"]["S"], key["sk"]["S"]


def query(table: str, partition: Key, prefix: str) -> list[Row]:
    """All rows beside `partition`'s whose sort key begins with `prefix`, in its order, read consistently."""
    pages = aws.dynamodb().get_paginator("query")
    with aws.calling():
        found = pages.paginate(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": partition["pk"], ":prefix": {"S": prefix}},
        )
        return [row for page in found for row in page["Items"]]


def put(table: str, row: Row, condition: str = NOT_THERE, **values: Any) -> Row:
    """Writes a row: one that is not there yet, unless another condition is named."""
    return {"Put": {"TableName": table, "Item": row, **_on(condition, values)}}


def update(table: str, key: Key, change: str, condition: str, **values: Any) -> Row:
    """Changes a row; `#role` is its attribute role, `values` are the expressions' values by name."""
    return {"Update": {"TableName": table, "Key": key, "UpdateExpression": change, **_on(condition, values, change)}}


def delete(table: str, key: Key, condition: str, **values: Any) -> Row:
    """Removes a row."""
    return {"Delete": {"TableName": table, "Key": key, **_on(condition, values)}}


def check(table: str, key: Key, condition: str, **values: Any) -> Row:
    """Demands that a row is as it was read."""
    return {"ConditionCheck": {"TableName": table, "Key": key, **_on(condition, values)}}


def _on(condition: str, values: Row, change: str = "") -> Row:
    on: Row = {"ConditionExpression": condition}
    if values:
        on["ExpressionAttributeValues"] = {f":{name}": _attribute(value) for name, value in values.items()}
    if "#role" in condition + change:
        on["ExpressionAttributeNames"] = {"#role": "role"}
    return on


def _attribute(value: str | int | set[str]) -> Row:
    if isinstance(value, set):
        return {"SS": sorted(value)}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def commit(*writes: Row) -> None:
    """One transaction. Raises Stale when one of its conditions does not hold, or another was writing the same."""
    transaction: list[Any] = list(writes)
    with aws.calling():
        try:
            aws.dynamodb().transact_write_items(TransactItems=transaction)
        except ClientError as failure:
            if aws.lost_a_race(failure):
                raise Stale from failure
            raise


def settle(change: Callable[[], Made]) -> Made:
    """What `change` makes: it reads, decides and commits, again when it was Stale. Raises Busy in the end."""
    for _ in attempts(_ATTEMPTS, at_once=2):
        with suppress(Stale):
            return change()
    raise Busy
