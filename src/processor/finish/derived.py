"""Objects of the bucket `derived`: results are read, and what no attempt needs any more is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from common import aws
from common.files.file import FileId

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

# Extractors write no larger ones.
RESULT_BYTES = 1_000_000
_GONE = {"NoSuchKey", "404"}
_AT_ONCE = 1000  # the most that DeleteObjects takes


class Unreadable(Exception):
    """There is no such result, it is of something else, or it is too large."""


def prefix(file_id: FileId, attempt: int) -> str:
    """What the keys of all that an attempt derived begin with."""
    return f"{file_id.key}/{attempt}/"


def read(bucket: str, key: Any, below: str) -> bytes:
    """The result at `key`, which begins with `below`. Raises Unreadable, Busy."""
    if not isinstance(key, str) or not key.startswith(below):
        raise Unreadable("the result lies elsewhere")
    with aws.calling():
        try:
            answer = aws.s3().get_object(Bucket=bucket, Key=key)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                raise Unreadable("there is no such result") from failure
            raise
        if answer["ContentLength"] > RESULT_BYTES:
            raise Unreadable("the result is too large")
        return answer["Body"].read()


def drop_all_but(bucket: str, file_id: FileId, attempts: set[int]) -> None:
    """Deletes what other attempts of the file derived. Raises Busy."""
    kept = tuple(prefix(file_id, attempt) for attempt in attempts)
    with aws.calling():
        pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{file_id.key}/")
        keys = [one["Key"] for page in pages for one in page.get("Contents", []) if not one["Key"].startswith(kept)]
        for start in range(0, len(keys), _AT_ONCE):
            found: list[ObjectIdentifierTypeDef] = [{"Key": key} for key in keys[start : start + _AT_ONCE]]
            aws.s3().delete_objects(Bucket=bucket, Delete={"Objects": found, "Quiet": True})
