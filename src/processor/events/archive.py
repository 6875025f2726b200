"""The archive's objects, one a batch, as they are written. common.events.archive names them."""

from typing import Any

from common import aws


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
