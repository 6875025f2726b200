"""Multipart uploads in S3: begun, listed and joined in the name of the API. Clients send the parts."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

from common import aws
from common.errors import Busy
from ingestion.uploads.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_s3 import S3Client

    from common.files.file import File

# S3 may take minutes to join thousands of parts, and sends white space meanwhile, which no time-out of a connection
# notices. What does not come back within the API's half minute is joined all the same, and the client's next attempt
# finds it done.
_JOIN_SECONDS = 18

# Somebody else writes the same key, or has sent a part again since it was listed.
_MOVING = {"ConditionalRequestConflict", "OperationAborted", "InvalidPart"}


class Gone(Exception):
    """S3 has no such multipart upload (any more): it was joined, or aborted."""


class Taken(Exception):
    """There is an object under the key already."""


@cache
def _patient() -> S3Client:
    config = Config(
        connect_timeout=1,
        read_timeout=_JOIN_SECONDS,
        retries={"total_max_attempts": 1},
        request_checksum_calculation="when_required",
    )
    return aws.session().client("s3", config=config)


@contextmanager
def _calling() -> Iterator[None]:
    with aws.calling():
        try:
            yield
        except ClientError as failure:
            if aws.code(failure) == "NoSuchUpload":
                raise Gone from failure
            raise


def begin(bucket: str, file: File) -> str:
    """Begins a multipart upload of `file`, of the promised type; its id."""
    with aws.calling():
        begun = aws.s3().create_multipart_upload(Bucket=bucket, Key=file.id.key, ContentType=file.content_type)
    return begun["UploadId"]


def stored(bucket: str, key: str, multipart_id: str) -> list[Part]:
    """The parts that S3 has, in order of their numbers. Raises Gone."""
    pages = aws.s3().get_paginator("list_parts").paginate(Bucket=bucket, Key=key, UploadId=multipart_id)
    with _calling():
        return [
            Part(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
            for page in pages
            for part in page.get("Parts", [])
        ]


def join(bucket: str, key: str, multipart_id: str, parts: list[Part]) -> None:
    """Makes the object out of all its `parts`, where there is none yet.

    Raises Gone; Taken when there is an object already; Busy when S3 is not done in time, or somebody else is at it.
    """
    _in_time(lambda: _join(bucket, key, multipart_id, parts))


def _in_time(call: Callable[[], object]) -> None:
    """Does the `call`. Raises what it raises; Busy when it takes longer than a join may: then it goes on unheard."""
    done: Future[object] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as failure:  # noqa: BLE001 - whoever waits for it hears of it
            done.set_exception(failure)

    Thread(target=run, daemon=True).start()
    try:
        done.result(_JOIN_SECONDS)
    except TimeoutError as late:
        raise Busy from late


def _join(bucket: str, key: str, multipart_id: str, parts: list[Part]) -> None:
    listed = [{"PartNumber": part.number, "ETag": f'"{part.etag}"'} for part in parts]
    with _calling():
        try:
            _patient().complete_multipart_upload(
                Bucket=bucket,
                Key=key,
                UploadId=multipart_id,
                MultipartUpload={"Parts": listed},  # type: ignore[typeddict-item]
                MpuObjectSize=sum(part.size for part in parts),
                IfNoneMatch="*",
            )
        except ClientError as failure:
            if aws.code(failure) == "PreconditionFailed":
                raise Taken from failure
            if aws.code(failure) in _MOVING:
                raise Busy from failure
            raise


def has_object(bucket: str, key: str) -> bool:
    """Whether there is an object under the key. Listed, not read: the API has no right to read files."""
    with aws.calling():
        listed = aws.s3().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
    return any(found["Key"] == key for found in listed.get("Contents", []))
