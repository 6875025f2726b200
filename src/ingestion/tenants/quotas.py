"""Tenants' usage in DynamoDB: credit is taken in the transaction that writes the files which it is for."""

from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from common import aws
from common.files import usage, usage_rows
from common.files.file import File
from common.files.usage import NOTHING, SHARDS, Amount
from ingestion.tenants import credit, rows
from ingestion.tenants.credit import Shard
from ingestion.tenants.rows import Row

_TENANTS_A_READ = 100 // SHARDS


def assigned(files: list[File], holder: File | None = None) -> list[File]:
    """The files of one request with the shard that all of them take their credit from: the holder's if one has it."""
    shard = holder.usage_shard if holder else usage.shard(files[0].id)
    return [replace(file, usage_shard=shard) for file in files]


def taking(table: str, files: list[File], quota: Amount) -> list[Row]:
    """The write that takes credit for `files`, as long as their shard has enough of it, all of `quota`."""
    asked = usage.total(files)
    return [_changing(table, files[0], files[0].usage_shard or 0, Shard(quota=quota), asked, -asked, quota)]


def lending(table: str, files: list[File], quota: Amount) -> list[Row]:
    """The writes that take credit for `files` wherever the tenant has it, as long as their shards have it still.

    Raises QuotaExceeded when the tenant has no room for them, Stale when others are writing.
    """
    to, asked = files[0].usage_shard or 0, usage.total(files)
    shards = _snapshot(table, files[0].id.tenant)
    credit.require_room(shards, asked, quota)
    writes = []
    for number, (shard, shift) in enumerate(zip(shards, credit.shifts(shards, to, asked, quota), strict=True)):
        taken = asked if number == to else NOTHING
        if taken or shift or shard.quota != quota:
            writes.append(_changing(table, files[0], number, shard, taken, shift - taken, quota))
    return writes


def giving_back(table: str, holder: File) -> Row:
    """The write that gives back what `holder` holds for others of its request."""
    shard = holder.usage_shard or 0
    return {"Update": usage_rows.adding(table, holder.id.tenant, shard, used=-holder.held, free=holder.held)}


def used_by(table: str, tenants: list[str]) -> list[Amount]:
    """What each of the tenants uses, in their order."""
    found: list[Amount] = []
    for first in range(0, len(tenants), _TENANTS_A_READ):
        some = tenants[first : first + _TENANTS_A_READ]
        read = rows.read(table, *(usage_rows.key(tenant, shard) for tenant in some for shard in range(SHARDS)))
        shards = [_shard(row) for row in read]
        found += [credit.used(shards[start : start + SHARDS]) for start in range(0, len(shards), SHARDS)]
    return found


def _snapshot(table: str, tenant: str) -> list[Shard]:
    """All shards as they were at one moment. Raises Stale when one of them is being written."""
    gets: list[Any] = [{"Get": {"TableName": table, "Key": usage_rows.key(tenant, shard)}} for shard in range(SHARDS)]
    with aws.calling():
        try:
            answer = aws.dynamodb().transact_get_items(TransactItems=gets)
        except ClientError as failure:
            if aws.lost_a_race(failure):
                raise rows.Stale from failure
            raise
    return [_shard(one.get("Item", {})) for one in answer["Responses"]]


def _shard(row: Row) -> Shard:
    used, free, quota = (usage_rows.amount(prefix, row) for prefix in ("used", "free", "quota"))
    return Shard(used, free, quota if row else None)


def _changing(table: str, file: File, number: int, read: Shard, used: Amount, free: Amount, quota: Amount) -> Row:
    """Adds to what of a shard is used and free and makes it credit of `quota`.

    On the condition that there is enough free, and that it is still credit of the quota that was read.
    """
    update = usage_rows.adding(table, file.id.tenant, number, used=used, free=free)
    values, made = update["ExpressionAttributeValues"], usage_rows.attributes("quota", quota)
    update["UpdateExpression"] += " SET " + ", ".join(f"{name} = :{name}" for name in made)
    values |= {f":{name}": value for name, value in made.items()}
    if read.quota is None:
        return {"Update": update | {"ConditionExpression": rows.NOT_THERE}}
    least, same = usage_rows.attributes("free", -free), usage_rows.attributes("quota", read.quota)
    values |= {f":least_{name}": value for name, value in least.items()}
    values |= {f":same_{name}": value for name, value in same.items()}
    conditions = [f"{name} >= :least_{name}" for name in least] + [f"{name} = :same_{name}" for name in same]
    return {"Update": update | {"ConditionExpression": " AND ".join(conditions)}}
