"""Write keys of a tenant in the catalogue: what programs send events with. The keys themselves are kept nowhere."""

import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from common import aws, times
from ingestion.tenants import access, rows, tenancy
from ingestion.tenants.access import Membership, WriteKey
from ingestion.tenants.rows import Row

_PREFIX = "wk_"
_KEY = re.compile(r"wk_[A-Za-z0-9_-]{43}")
_KEY_ID = re.compile(r"k-[0-9a-f]{32}")


@dataclass(frozen=True)
class Holder:
    """Whose a key is: the tenant, and the key's id there."""

    tenant: str
    key_id: str


def every(table: str, who: Membership) -> list[WriteKey]:
    """The tenant's write keys, by id. Raises OwnerRequired when `who` is no owner."""
    access.require_owner(who)
    found = rows.query(table, rows.tenant(who.tenant), "K#")
    return [_write_key(row, row["sk"]["S"].removeprefix("K#")) for row in found]


def _write_key(row: Row, key_id: str) -> WriteKey:
    return WriteKey(key_id, row["name"]["S"], times.parse(row["createdAt"]["S"]), row["createdBy"]["S"])


def create(table: str, who: Membership, name: str, *, at: datetime) -> tuple[WriteKey, str]:
    """Makes a write key on behalf of `who`: what is known of it, and the key, which nobody can be told again.

    Raises OwnerRequired when `who` is no owner (TenantForbidden: no member any more), LimitReached, Busy.
    """
    made, key = WriteKey(f"k-{uuid.uuid4().hex}", name, at, who.user), _PREFIX + secrets.token_urlsafe(32)

    def change() -> None:
        tenant, mine = rows.read(table, rows.tenant(who.tenant), rows.member(who.tenant, who.user))
        access.require_owner(tenancy.acting(mine, who))
        access.require_room(tenancy.count(tenant, "writeKeys"), access.MAX_WRITE_KEYS, "write keys a tenant")
        rows.commit(*_making(table, who, made, _hash(key)), *tenancy.still_owner(table, who))

    rows.settle(change)
    return made, key


def _making(table: str, who: Membership, made: WriteKey, key_hash: str) -> list[Row]:
    by = {"createdAt": {"S": times.text(made.created_at)}, "createdBy": {"S": made.created_by}}
    listed = {"name": {"S": made.name}, "keyHash": {"S": key_hash}}
    looked_up = {"tenantId": {"S": who.tenant}, "keyId": {"S": made.id}}
    return [
        rows.update(
            table,
            rows.tenant(who.tenant),
            "ADD writeKeys :one",
            "attribute_not_exists(writeKeys) OR writeKeys < :limit",
            one=1,
            limit=access.MAX_WRITE_KEYS,
        ),
        rows.put(table, rows.write_key(who.tenant, made.id) | listed | by),
        rows.put(table, rows.key_holder(key_hash) | looked_up | by),
    ]


def revoke(table: str, who: Membership, key_id: str) -> None:
    """Removes a write key on behalf of `who`.

    Raises OwnerRequired when `who` is no owner (TenantForbidden: no member any more), NotFound when the tenant has no
    such key, Busy.
    """
    access.require_owner(who)
    access.require_found(bool(_KEY_ID.fullmatch(key_id)))

    def change() -> None:
        mine, listed = rows.read(table, rows.member(who.tenant, who.user), rows.write_key(who.tenant, key_id))
        access.require_owner(tenancy.acting(mine, who))
        access.require_found(bool(listed))
        rows.commit(
            rows.update(table, rows.tenant(who.tenant), "ADD writeKeys :less", rows.THERE, less=-1),
            rows.delete(table, rows.write_key(who.tenant, key_id), rows.THERE),
            rows.delete(table, rows.key_holder(listed["keyHash"]["S"]), rows.THERE),
            *tenancy.still_owner(table, who),
        )

    rows.settle(change)


def is_key(text: str) -> bool:
    """Whether a write key could be this. What could not is neither looked for nor remembered."""
    return bool(_KEY.fullmatch(text))


def holder(table: str, key: str) -> Holder | None:
    """Whose the key is by now, read consistently; None for what is no key, or none any more. Raises Busy."""
    if not is_key(key):
        return None
    with aws.calling():
        row = aws.dynamodb().get_item(TableName=table, Key=rows.key_holder(_hash(key)), ConsistentRead=True).get("Item")
    return Holder(row["tenantId"]["S"], row["keyId"]["S"]) if row else None


def _hash(key: str) -> str:
    # The key is 256 random bits: no dictionary leads to it, so a fast hash is as good as a slow one.
    return hashlib.sha256(key.encode()).hexdigest()
