"""An event as a row of the table `events`, and back."""

import zlib
from datetime import datetime
from typing import Any

from common.events import keys

# Rows are billed by the KB. What is shorter than this fits into one with its keys; what is longer is worth the time.
_PLAIN_BYTES = 640

_DAY_SECONDS = 86_400


def row(
    tenant: str,
    event_id: str,
    *,
    user: str | None,
    timestamp: str,
    batch_id: str,
    hash_: bytes,
    line: bytes,
    expires_at: int,
) -> dict[str, Any]:
    """The row of an event, attribute values written out. It belongs to its batch for good, and lists its user's."""
    item: dict[str, Any] = {
        "pk": {"S": keys.event(tenant, event_id)},
        "sk": {"S": keys.EVENT_SORT},
        "batchId": {"S": batch_id},
        "hash": {"B": hash_},
        "line": {"B": pack(line)},
        "ttl": {"N": str(expires_at)},
    }
    if user:
        item["gk"] = {"S": keys.of_user(tenant, user, keys.user_shard(event_id))}
        item["gs"] = {"S": f"{timestamp}#{event_id}"}
    return item


def expiry(received_at: datetime, days: int) -> int:
    """When the rows of a batch may go: seconds since 1970, as DynamoDB's time to live wants them."""
    return int(received_at.timestamp()) + days * _DAY_SECONDS


def pack(line: bytes) -> bytes:
    """The line as a row holds it: deflated where it is long. JSON begins with a brace, deflated data with `x`."""
    return line if len(line) <= _PLAIN_BYTES else zlib.compress(line, 6)


def unpack(data: bytes) -> bytes:
    """The line that `pack` was given."""
    return data if data[:1] == b"{" else zlib.decompress(data)
