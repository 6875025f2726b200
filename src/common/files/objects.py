"""Object versions in the uploads bucket: what they are, and their removal; and that of parts that make none."""

import base64
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common import aws
from common.files.file import Head

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import HeadObjectRequestTypeDef

# HeadObject of a version that is gone, of a key that is gone, and of a delete marker.
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "405", "MethodNotAllowed"}


def head(bucket: str, key: str, version_id: str | None = None) -> Head | None:
    """The given version of `key`, or the current one; None when there is no such object any more."""
    which: HeadObjectRequestTypeDef = {"Bucket": bucket, "Key": key, "ChecksumMode": "ENABLED"}
    if version_id:
        which["VersionId"] = version_id
    with aws.calling():
        try:
            answer = aws.s3().head_object(**which)
            version = answer.get("VersionId", "null")
            tags = aws.s3().get_object_tagging(Bucket=bucket, Key=key, VersionId=version)
        except ClientError as failure:
            if aws.code(failure) in _GONE:
                return None
            raise
    checksum = answer.get("ChecksumSHA256", "")
    return Head(
        version_id=version,
        etag=answer["ETag"].strip('"'),
        size=answer["ContentLength"],
        content_type=answer.get("ContentType", ""),
        last_modified=answer["LastModified"],
        tagged=bool(tags["TagSet"]),
        # A multipart object's checksum of checksums ends in "-" and the count of parts: not the file's SHA-256.
        checksum_sha256=base64.b64decode(checksum).hex() if checksum and "-" not in checksum else None,
    )


def remove(bucket: str, key: str, version_id: str) -> None:
    """Deletes this one version for good. Deleting it again is no error."""
    with aws.calling():
        aws.s3().delete_object(Bucket=bucket, Key=key, VersionId=version_id)


def drop_parts(bucket: str, key: str, multipart_id: str) -> None:
    """Aborts a multipart upload and so deletes its parts. Doing so again is no error."""
    with aws.calling():
        try:
            aws.s3().abort_multipart_upload(Bucket=bucket, Key=key, UploadId=multipart_id)
        except ClientError as failure:
            if aws.code(failure) != "NoSuchUpload":
                raise


def remove_all(bucket: str, prefix: str) -> None:
    """Deletes every version and every delete marker of the objects whose keys begin with `prefix`, for good."""
    with aws.calling():
        for page in aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                aws.s3().delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])


def remove_object(bucket: str, key: str) -> None:
    """Deletes every version and every delete marker of the one object `key`, for good, and of no other."""
    with aws.calling():
        for page in aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            for one in found:
                if one["Key"] == key:
                    aws.s3().delete_object(Bucket=bucket, Key=key, VersionId=one["VersionId"])
            # S3 lists in the order of keys: those that only begin with it come after it.
            if any(one["Key"] != key for one in found):
                return
