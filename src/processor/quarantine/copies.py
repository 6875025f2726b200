"""Copies in the quarantine bucket, which S3 makes itself: the bytes come to no function."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from common import aws

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3 answers when it has copied, so a call waits for it. It copies no more than 5 GB in one, but parts side by side.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html
_SLOW_SECONDS = 60
_AT_ONCE = 10
_TRANSFER = TransferConfig(multipart_threshold=256 << 20, multipart_chunksize=128 << 20, max_concurrency=_AT_ONCE)

# HeadObject and CopyObject of a version that is gone, or of a key that is.
_GONE = {"404", "NoSuchKey", "NoSuchVersion"}

# Which version it is a copy of.
_SOURCE = "version-id"


@dataclass(frozen=True)
class Version:
    """One version of an object, wherever it still stands."""

    bucket: str
    key: str
    version_id: str


@cache
def _client() -> S3Client:
    config = aws.CONFIG.merge(Config(read_timeout=_SLOW_SECONDS, max_pool_connections=_AT_ONCE))
    return aws.session().client("s3", config=config)


def keep(version: Version, bucket: str) -> bool:
    """Whether a copy of `version` stands in `bucket` under its key, made now or before. Raises Busy.

    False: the version is gone, and nothing was ever kept of it. A copy has neither tags nor a type that anything would
    open, and stands there whole or not at all.
    """
    if _kept(version, bucket):
        return True
    try:
        with aws.calling():
            # The transfer calls head_object, then copy_object, or else create_multipart_upload, upload_part_copy and
            # complete_multipart_upload; and abort_multipart_upload, should it fail.
            _client().copy(
                {"Bucket": version.bucket, "Key": version.key, "VersionId": version.version_id},
                bucket,
                version.key,
                ExtraArgs={
                    "ContentType": "application/octet-stream",
                    "Metadata": {_SOURCE: version.version_id},
                    "MetadataDirective": "REPLACE",
                    "TaggingDirective": "REPLACE",
                },
                Config=_TRANSFER,
            )
    except ClientError as failure:
        if aws.code(failure) not in _GONE:
            raise
        # Another delivery may have copied and removed it just now.
        return _kept(version, bucket)
    return True


def _kept(version: Version, bucket: str) -> bool:
    with aws.calling():
        try:
            answer = aws.s3().head_object(Bucket=bucket, Key=version.key)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return False
            raise
    return answer["Metadata"].get(_SOURCE) == version.version_id
