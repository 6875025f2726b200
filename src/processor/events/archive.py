"""The archive's objects, one a batch, as they are written. common.events.archive names them."""

from common import aws


def put(bucket: str, key: str, compressed: bytes) -> None:
    """Puts lines, compressed by `message.compress`. Doing so again puts the same. Raises Busy."""
    with aws.calling():
        aws.s3().put_object(Bucket=bucket, Key=key, Body=compressed, ContentType="application/gzip")
