"""Tenants and their members in the catalogue. Read consistently at every request, so a removal counts at once."""

from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from common import aws, times
from common.errors import Fault, InvalidRequest, TenantForbidden
from ingestion.identity import User
from ingestion.promises import DEFAULT_PROJECT


def tenant_of(table: str, user: User, wanted: str | None, *, at: datetime) -> str:
    """The tenant in which `user` acts: `wanted` (the X-Tenant-ID header), or the only one there is.

    A user's first call makes a personal tenant. Raises TenantForbidden when `wanted` is not one of the user's (whether
    it exists or not), InvalidRequest when there are several and none is named.
    """
    tenants = _memberships(table, user)
    if not tenants:
        _make_personal(table, user, at)
        tenants = [user.personal_tenant]
    if wanted is not None:
        if wanted not in tenants:
            raise TenantForbidden
        return wanted
    if len(tenants) > 1:
        raise InvalidRequest("You are in several tenants: name one in X-Tenant-ID.", (Fault("", "tenant_required"),))
    return tenants[0]


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


def _make_personal(table: str, user: User, at: datetime) -> None:
    tenant, made = user.personal_tenant, {"createdAt": {"S": times.text(at)}, "createdBy": {"S": user.id}}
    rows: list[dict[str, Any]] = [
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": "TENANT"}, "name": {"S": "Personal"}, **made},
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"M#{user.id}"}, "role": {"S": "owner"}, **made},
        {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"P#{DEFAULT_PROJECT}"}, "name": {"S": "Default"}, **made},
        {"pk": {"S": f"U#{user.id}"}, "sk": {"S": f"T#{tenant}"}, "role": {"S": "owner"}, **made},
    ]
    puts = [
        {"Put": {"TableName": table, "Item": row, "ConditionExpression": "attribute_not_exists(pk)"}} for row in rows
    ]
    with aws.calling():
        try:
            aws.dynamodb().transact_write_items(TransactItems=puts)  # type: ignore[arg-type]
        except ClientError as failure:
            # Another first call was quicker: the tenant is there, or will be when its transaction has ended.
            if aws.code(failure) not in ("TransactionCanceledException", "TransactionConflictException"):
                raise


def project_exists(table: str, tenant: str, project: str) -> bool:
    """Whether `tenant` has `project`."""
    key = {"pk": {"S": f"T#{tenant}"}, "sk": {"S": f"P#{project}"}}
    with aws.calling():
        answer = aws.dynamodb().get_item(TableName=table, Key=key, ConsistentRead=True, ProjectionExpression="pk")
    return "Item" in answer
