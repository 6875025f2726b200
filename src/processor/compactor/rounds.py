"""Which folders a run looks at: those that plans are noted for, then tenant by tenant, from where the last run stopped.

Each hour a tenant's days since yesterday are listed. Once a day, in an hour that its name decides, all days are that
late events may still come for: a message lives for two weeks in the queue, and for two more when it is put back by
hand.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from processor.compactor import compaction, planning, store

LATE_DAYS = 30
_CHECKPOINT = "compaction/checkpoint.json"


def unfinished(bucket: str) -> list[str]:
    """The folders whose compaction was begun, by a run that died or by one that is at work now."""
    return [compaction.folder_of(note) for note in store.under(bucket, compaction.NOTES)]


def tenants(bucket: str) -> Iterator[str]:
    """All tenants, those first that follow the one of the checkpoint."""
    last = _checkpoint(bucket)
    found = list(store.tenants(bucket))
    yield from [one for one in found if one > last]
    yield from [one for one in found if one <= last]


def folders(bucket: str, tenant: str, now: datetime) -> Iterator[str]:
    """The tenant's folders of closed hours in which there are two small objects or more."""
    for folder, keys in groupby(store.keys(bucket, tenant, since(tenant, now)), planning.folder_of):
        small = sum(map(planning.is_small, keys))
        if small > 1 and planning.is_closed(folder, now):
            yield folder


def since(tenant: str, now: datetime) -> str:
    """The first day that is looked at, as YYYY-MM-DD."""
    turn = hashlib.sha256(tenant.encode()).digest()[0] % 24
    return (now - timedelta(days=LATE_DAYS if now.hour == turn else 1)).strftime("%Y-%m-%d")


def remember(bucket: str, tenant: str) -> None:
    """The next run begins behind `tenant`; at the beginning for an empty one."""
    if _checkpoint(bucket) != tenant:
        store.put(bucket, _CHECKPOINT, json.dumps({"tenant": tenant}).encode())


def _checkpoint(bucket: str) -> str:
    found = store.current(bucket, _CHECKPOINT)
    return str(json.loads(found[0])["tenant"]) if found else ""
