"""The version in S3, as far as inspection reads it: by ranges, never whole."""

from typing import Any

from botocore.exceptions import ClientError, IncompleteReadError

from common import aws
from common.errors import Busy
from common.files.streams import Gone
from processor.inspection import ends
from processor.inspection.ends import HEAD_BYTES, TAIL_BYTES, Ends

_BLOCK_BYTES = 1 << 20

# GetObject of a version that is gone, of a key that is gone, and of a delete marker.
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"}


def read(bucket: str, key: str, version_id: str, size: int) -> Ends:
    """The ends of a version of `size` bytes, in one range or two. Raises Gone; Busy when less came than there is."""
    if not size:
        return ends.of(b"")
    if size <= HEAD_BYTES + TAIL_BYTES:
        return ends.of(_range(bucket, key, version_id, 0, size))
    head = _range(bucket, key, version_id, 0, HEAD_BYTES)
    return Ends(head, _range(bucket, key, version_id, size - TAIL_BYTES, size), size)


def tags(bucket: str, key: str, version_id: str) -> frozenset[str]:
    """The names of the version's tags. Raises Gone."""
    try:
        with aws.calling():
            answer = aws.s3().get_object_tagging(Bucket=bucket, Key=key, VersionId=version_id)
    except ClientError as failure:
        raise _named(failure) from failure
    return frozenset(tag["Key"] for tag in answer["TagSet"])


def _range(bucket: str, key: str, version_id: str, start: int, end: int) -> bytes:
    told = f"bytes={start}-{end - 1}"
    try:
        with aws.calling():
            answer = aws.s3().get_object(Bucket=bucket, Key=key, VersionId=version_id, Range=told)
            whole = "ContentRange" not in answer
            if whole:
                # The embedded AWS gives all of a version, whatever range is asked for.
                _pass_over(answer["Body"], start)
            content = answer["Body"].read(end - start)
    except IncompleteReadError as broken:
        raise Busy from broken
    except ClientError as failure:
        raise _named(failure) from failure
    if len(content) != end - start or not (whole or answer["ContentRange"].startswith(f"bytes {start}-")):
        raise Busy
    return content


def _pass_over(body: Any, count: int) -> None:
    """Reads `count` bytes in constant memory; fewer when there are no more."""
    while count and (passed := len(body.read(min(count, _BLOCK_BYTES)))):
        count -= passed


def _named(failure: ClientError) -> Exception:
    return Gone() if aws.code(failure) in _GONE else failure
