"""The bytes of one object version as they come: in constant memory, and resumed where a connection broke."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError, IncompleteReadError
from urllib3.exceptions import HTTPError

from common import aws, logs
from common.backoff import attempts
from common.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

BLOCK_BYTES = 1 << 20

# Among thousands of blocks some come late: waiting is cheaper than another connection.
_STALL_SECONDS = 15

# Connections in a row that bring nothing new. More is an outage; how often a stream may break is a matter of time.
_IN_VAIN = 8

# GetObject of a version that is gone, of a key that is gone, and of a delete marker.
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"}


class Gone(Exception):
    """There is no such version any more."""


class Broken(Exception):
    """Nothing more came, or the object changed meanwhile: another delivery may fare better."""


@cache
def _client() -> S3Client:
    # One attempt: what fails is begun again here, where it was.
    config = Config(connect_timeout=2, read_timeout=_STALL_SECONDS, retries={"total_max_attempts": 1})
    return aws.session().client("s3", config=config)


@dataclass
class Reading:
    """The `size` bytes of one version. `etag` is S3's, quoted; empty until the first of them came.

    `go_on` is told how many are read, at each connection and each block, and ends it by raising.
    """

    bucket: str
    key: str
    version_id: str
    size: int
    go_on: Callable[[int], None]
    etag: str = ""

    def blocks(self) -> Iterator[bytes]:
        """All bytes in order, in blocks of up to BLOCK_BYTES. Raises Gone, Broken; ClientError for what is no break."""
        read = 0
        tries = attempts(_IN_VAIN)
        while next(tries, None) is not None:
            self.go_on(read)
            before = read
            try:
                with aws.calling():
                    for block in self._connection(read):
                        read += len(block)
                        yield block
                        self.go_on(read)
            except (Busy, IncompleteReadError, HTTPError) as broken:
                kind = type(broken.__cause__ or broken).__name__
                logs.warning("stream broke", readBytes=read, sizeBytes=self.size, kind=kind)
            if read == self.size:
                return
            if read > before:
                tries = attempts(_IN_VAIN)
        raise Broken("the stream broke too often")

    def _connection(self, start: int) -> Iterator[bytes]:
        answer = _open(self.bucket, self.key, self.version_id, start, self.etag)
        self.etag = self.etag or answer["ETag"]
        # Whoever has read enough leaves no connection open.
        with closing(answer["Body"]):
            yield from _from(answer, start, self.size)


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
        return _client().get_object(**which)
    except ClientError as failure:
        if aws.code(failure) in _GONE:
            raise Gone from failure
        if aws.code(failure) in {"PreconditionFailed", "412"}:
            raise Broken("the object changed while it was read") from failure
        raise
