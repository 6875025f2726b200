"""The archive: one object a batch, under a key that the batch alone decides."""

from datetime import datetime
from typing import Any

from common import aws
from common.events import keys


def name(tenant: str, batch_id: str, received_at: datetime) -> str:
    """The key of a batch's object: by the hour (UTC) in which it was received."""
    hour = keys.hour(received_at)
    return f"events/tenant={tenant}/date={keys.day(hour)}/hour={hour[11:]}/{batch_id}.ndjson.gz"


def put(bucket: str, key: str, compressed: bytes, last_slice: dict[str, Any]) -> None:
    """Puts lines, compressed by `message.compress`. Doing so again puts the same. Raises Busy.

    `last_slice` is the key of the slice that is written last: when it is there the object is never put again, and may
    be compacted away.
    """
    with aws.calling():
        aws.s3().put_object(
            Bucket=bucket,
            Key=key,
            Body=compressed,
            ContentType="application/gzip",
            Metadata={"last-slice-pk": last_slice["pk"]["S"], "last-slice-sk": last_slice["sk"]["S"]},
        )
