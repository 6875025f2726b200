"""Keys of the table `events`, pk and sk, and of its index `by_key`, gk and gs.

    event          E#{tenant}#{event id}      E
    in the index   U#{tenant}#{user}#{shard}  {timestamp}#{event id}                   where a user is named
    slice          S#{tenant}#{hour}#{shard}  {newest timestamp}#{batch id}#{part}
    in the index   D#{shard}                  {tenant}#{hour}#{batch id}#{part}        until folded into the totals
    total          T#{tenant}                 H#{hour}#{type} or D#{day}#{type}
    pages          T#{tenant}                 P#{hour} or P#{day}
    last fold      T#{tenant}                 REVISION
    active tenant  A#{hour} or A#{day}        {tenant}
    bad event      B#{tenant}#{shard}         {received at}#{batch id}#{index}

A slice is what a batch brought of one hour. docs/data-model.md says what each row costs and what its key can bear.
"""

import zlib
from datetime import UTC, datetime

USER_SHARDS = 4
SLICE_SHARDS = 4
FOLD_SHARDS = 16
BAD_SHARDS = 4

EVENT_SORT = "E"
REVISION = "REVISION"


def event(tenant: str, event_id: str) -> str:
    """Partition key of an event: the one row that an id can have in a tenant."""
    return f"E#{tenant}#{event_id}"


def of_user(tenant: str, user: str, shard: int) -> str:
    """Index partition of a share of a user's events."""
    return f"U#{tenant}#{user}#{shard}"


def user_shard(event_id: str) -> int:
    """Which share of a user's events an event belongs to."""
    return _shard(event_id, USER_SHARDS)


def slices(tenant: str, hour: str, shard: int) -> str:
    """Partition of a share of the slices of an hour."""
    return f"S#{tenant}#{hour}#{shard}"


def slice_shard(batch_id: str) -> int:
    """Which share the slices of a batch belong to."""
    return _shard(batch_id, SLICE_SHARDS)


def unfolded(tenant: str) -> str:
    """Index partition of the slices of `tenant`, and of others, that the totals lack."""
    return f"D#{_shard(tenant, FOLD_SHARDS)}"


def every_unfolded() -> list[str]:
    """All index partitions of slices that the totals lack."""
    return [f"D#{shard}" for shard in range(FOLD_SHARDS)]


def totals(tenant: str) -> str:
    """Partition of a tenant's totals."""
    return f"T#{tenant}"


def hour_total(hour: str, event_type: str) -> str:
    """Sort key of a type's total of an hour; of all types together for an empty type."""
    return f"H#{hour}#{event_type}"


def day_total(day: str, event_type: str) -> str:
    """Sort key of a type's total of a day; of all types together for an empty type."""
    return f"D#{day}#{event_type}"


def total(period: str, event_type: str) -> str:
    """Sort key of a type's total of an hour, or of a day; of all types together for an empty type."""
    return day_total(period, event_type) if period == day(period) else hour_total(period, event_type)


def pages(period: str) -> str:
    """Sort key of the pages seen in an hour or a day."""
    return f"P#{period}"


def active(period: str) -> str:
    """Partition of the tenants that have events of an hour or a day."""
    return f"A#{period}"


def bad(tenant: str, shard: int) -> str:
    """Partition of a share of a tenant's bad events."""
    return f"B#{tenant}#{shard}"


def bad_shard(batch_id: str) -> int:
    """Which share the bad events of a batch belong to."""
    return _shard(batch_id, BAD_SHARDS)


def hour(at: datetime) -> str:
    """The UTC hour of `at`, as `2026-11-21T13`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H")


def day(hour_: str) -> str:
    """The day of an hour, as `2026-11-21`."""
    return hour_[:10]


def _shard(text: str, shards: int) -> int:
    return zlib.crc32(text.encode()) % shards
