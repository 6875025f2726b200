"""Ids of bad events in the API: their sort keys, as a path can bear them. Pure."""

import base64
import re

from common.errors import NotFound
from common.events import bad, keys
from common.events.bad import Bad
from ingestion.reader.table import Key

# Sort keys, in parts that are none of the client's: when it came, its batch, its place there.
_SORT = re.compile(r"[0-9TZ:.-]{1,40}#([0-9A-Za-z-]{1,100})#[a-z]\d{1,9}", re.ASCII)


def sort_key(found: Bad) -> str:
    """The sort key of a bad event: they are ordered by it."""
    sort: str = bad.key(found.tenant, found.batch_id, found.place, found.received_at)["sk"]["S"]
    return sort


def bad_id(found: Bad) -> str:
    """The id of a bad event in the API: its sort key, as a path can bear it."""
    return base64.urlsafe_b64encode(sort_key(found).encode()).decode("ascii").rstrip("=")


def key(tenant: str, given: str) -> Key:
    """The key of the row that an id stands for. Raises NotFound when it is none."""
    try:
        sort = base64.b64decode(given.encode("ascii") + b"=" * (-len(given) % 4), b"-_", validate=True).decode("ascii")
    except ValueError as wrong:
        raise NotFound from wrong
    batch = _SORT.fullmatch(sort)
    if batch is None:
        raise NotFound
    return {"pk": {"S": keys.bad(tenant, keys.bad_shard(batch[1]))}, "sk": {"S": sort}}
