"""A tenant's usage as rows of the catalogue: what is used of each shard, and what is free. Pure."""

from dataclasses import astuple
from typing import Any

from common.files.usage import KINDS, Amount


def key(tenant: str, shard: int) -> dict[str, Any]:
    """The primary key of one shard of a tenant's usage: each is a partition of its own."""
    return {"pk": {"S": f"T#{tenant}#{shard}"}, "sk": {"S": "USAGE"}}


def attributes(prefix: str, amount: Amount) -> dict[str, Any]:
    """`usedBytes`, `usedFiles`, `usedPending` of `amount`; likewise with the prefixes `free` and `quota`."""
    return {name: {"N": str(number)} for name, number in zip(names(prefix), astuple(amount), strict=True)}


def names(prefix: str) -> list[str]:
    """The names of the attributes that hold an amount."""
    return [prefix + kind.capitalize() for kind in KINDS]


def amount(prefix: str, row: dict[str, Any]) -> Amount:
    """The amount that `attributes` wrote; nothing where the row has none."""
    return Amount(*(int(row.get(name, {"N": "0"})["N"]) for name in names(prefix)))


def adding(table: str, tenant: str, shard: int, *, used: Amount, free: Amount) -> dict[str, Any]:
    """The update that adds to what is used of a shard and to what is free; what is negative it takes away."""
    added = attributes("used", used) | attributes("free", free)
    return {
        "TableName": table,
        "Key": key(tenant, shard),
        "UpdateExpression": "ADD " + ", ".join(f"{name} :{name}" for name in added),
        "ExpressionAttributeValues": {f":{name}": value for name, value in added.items()},
    }
