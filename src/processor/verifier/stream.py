"""The bytes of one object version, hashed as they come: in constant memory, and resumed where a connection broke."""

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, IncompleteReadError
from urllib3.exceptions import HTTPError

from common import aws, logs
from common.backoff import attempts
from common.digests import Digest
from common.errors import Busy

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

BLOCK_BYTES = 1 << 20

# Connections for one object. A good one carries any size; what breaks more often than this is an outage.
_CONNECTIONS = 8

# GetObject of a version that is gone, of a key that is gone, and of a delete marker.
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"}


class Gone(Exception):
    """There is no such version any more."""


class Broken(Exception):
    """The stream broke too often, or the object changed meanwhile: another delivery may fare better."""


def digest(bucket: str, key: str, version_id: str, size: int, *, go_on: Callable[[int], None]) -> Digest:
    """The SHA-256 of the version's `size` bytes. `go_on` is told how many are read, block by block, and may raise.

    Raises Gone, Broken.
    """
    hashed = hashlib.sha256()
    read, etag = 0, ""
    for connection in attempts(_CONNECTIONS):
        if connection:
            logs.warning("stream resumed", readBytes=read, sizeBytes=size, connection=connection)
        try:
            with aws.calling():
                answer = _open(bucket, key, version_id, read, etag)
                etag = etag or answer["ETag"]
                for block in _from(answer, read, size):
                    hashed.update(block)
                    read += len(block)
                    go_on(read)
        except (Busy, IncompleteReadError, HTTPError):
            pass
        if read == size:
            return Digest(key, version_id, etag.strip('"'), size, hashed.hexdigest())
    raise Broken("the stream broke too often")


def _from(answer: Any, start: int, size: int) -> Iterator[bytes]:
    """The bytes from `start` on of the object of `size` bytes; none when the answer is of anything else."""
    body, told = answer["Body"], answer.get("ContentRange")
    if told != f"bytes {start}-{size - 1}/{size}":
        if told is not None or answer["ContentLength"] != size:
            return
        # All of it, though a range was asked for: what is known already is passed over.
        while start:
            passed = len(body.read(min(start, BLOCK_BYTES)))
            if not passed:
                return
            start -= passed
    yield from body.iter_chunks(BLOCK_BYTES)


def _open(bucket: str, key: str, version_id: str, start: int, etag: str) -> Any:
    which: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": key, "VersionId": version_id}
    if start:
        which |= {"Range": f"bytes={start}-", "IfMatch": etag}
    try:
        return aws.s3().get_object(**which)
    except ClientError as failure:
        if aws.code(failure) in _GONE:
            raise Gone from failure
        if aws.code(failure) in {"PreconditionFailed", "412"}:
            raise Broken("the object changed while it was read") from failure
        raise
