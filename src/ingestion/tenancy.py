"""Tenants and their members in the catalogue. Read consistently at every request, so a removal counts at once."""

from datetime import datetime
from enum import Enum, auto
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times
from common.backoff import attempts
from common.errors import Busy, Fault, InvalidRequest, TenantForbidden
from ingestion.identity import User
from ingestion.promises import DEFAULT_PROJECT

_ATTEMPTS = 6


class _Made(Enum):
    """How the making of a personal tenant ended."""

    NOW = auto()
    BEFORE = auto()
    UNCERTAIN = auto()  # another first call is at it, or DynamoDB asks for patience


def tenant_of(table: str, user: User, wanted: str | None, *, at: datetime) -> str:
    """The tenant in which `user` acts: `wanted` (the X-Tenant-ID header), or the only one there is.

    A user's first call makes a personal tenant. Raises TenantForbidden when `wanted` is not one of the user's (whether
    it exists or not) and when the user was removed from all; InvalidRequest when there are several and none is named;
    Busy when DynamoDB asks for patience.
    """
    tenants = _tenants(table, user, at)
    if wanted is not None:
        if wanted not in tenants:
            raise TenantForbidden
        return wanted
    if len(tenants) > 1:
        raise InvalidRequest("You are in several tenants: name one in X-Tenant-ID.", (Fault("", "tenant_required"),))
    return tenants[0]


def _tenants(table: str, user: User, at: datetime) -> list[str]:
    """The user's tenants, at least one."""
    made = None
    for _ in attempts(_ATTEMPTS, at_once=2):
        tenants = _memberships(table, user)
        if tenants:
            return tenants
        if made is _Made.BEFORE:  # the personal tenant is there, and its user no member: removed
            raise TenantForbidden
        made = _make_personal(table, user, at)
        if made is _Made.NOW:
            return [user.personal_tenant]
    raise Busy


def _memberships(table: str, user: User) -> list[str]:
    pages = aws.dynamodb().get_paginator("query")
    with aws.calling():
        found = pages.paginate(
            TableName=table,
            ConsistentRead=True,
            KeyConditionExpression="pk = :user",
            ExpressionAttributeValues={":user": {"S": f"U#{user.id}"}},
            ProjectionExpression="sk",
        )
        return [item["sk"]["S"].removeprefix("T#") for page in found for item in page["Items"]]


def _make_personal(table: str, user: User, at: datetime) -> _Made:
    tenant, made = user.personal_tenant, {"createdAt": {"S": times.text(at)}, "createdBy": {"S": user.id}}
    rows: list[dict[str, Any]] = [
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": "TENANT"}, "name": {"S": "Personal"}, **made},
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"M#{user.id}"}, "role": {"S": "owner"}, **made},
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"P#{DEFAULT_PROJECT}"}, "name": {"S": "Default"}, **made},
        {"pk": {"S": f"U#{user.id}"}, "sk": {"S": f"T#{tenant}"}, "role": {"S": "owner"}, **made},
    ]
    puts: list[Any] = [
        {"Put": {"TableName": table, "Item": row, "ConditionExpression": "attribute_not_exists(pk)"}} for row in rows
    ]
    with aws.calling():
        try:
            aws.dynamodb().transact_write_items(TransactItems=puts)
        except ClientError as failure:
            if aws.cancellation(failure) == {"ConditionalCheckFailed"}:
                return _Made.BEFORE
            if aws.lost_a_race(failure):
                return _Made.UNCERTAIN
            raise
    return _Made.NOW


def project_exists(table: str, tenant: str, project: str) -> bool:
    """Whether `tenant` has `project`."""
    key = {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"P#{project}"}}
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=key, ConsistentRead=True, ProjectionExpression="pk")
    return "Item" in answer
