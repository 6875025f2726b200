"""ClamAV's definitions in their bucket: listed, fetched and checked, put."""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, IncompleteReadError

from common import aws
from common.errors import Busy
from processor.scan import manifest
from processor.scan.manifest import Damaged, Entry, Manifest

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

_BLOCK_BYTES = 1 << 20
_MANIFEST_BYTES = 1 << 16
_MISSING = {"NoSuchKey", "404"}


def listed(bucket: str, known: str = "") -> tuple[Manifest, str] | None:
    """The list and its ETag; None when that is still `known`. Raises Damaged when there is none, Busy."""
    which: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": manifest.KEY}
    if known:
        which["IfNoneMatch"] = known
    with aws.calling():
        try:
            answer = aws.s3().get_object(**which)
            return manifest.parse(answer["Body"].read(_MANIFEST_BYTES)), answer["ETag"]
        except ClientError as failure:
            if aws.code(failure) in {"304", "NotModified"}:
                return None
            if aws.code(failure) in _MISSING:
                raise Damaged("there are no definitions in the bucket") from failure
            raise


def fetch(bucket: str, wanted: Manifest, into: Path, *, beside: Path | None = None) -> None:
    """Puts all files of the list into a folder; those that `beside` has already are linked. Raises Damaged, Busy."""
    for name, entry in wanted.files.items():
        have = beside / name if beside else None
        if have and have.exists() and _sha256(have) == entry.sha256:
            os.link(have, into / name)
        else:
            _download(bucket, name, entry, into / name)


def _download(bucket: str, name: str, entry: Entry, file: Path) -> None:
    hashed = hashlib.sha256()
    with file.open("wb") as written, aws.calling():
        try:
            body = aws.s3().get_object(Bucket=bucket, Key=entry.key(name))["Body"]
            for block in body.iter_chunks(_BLOCK_BYTES):
                hashed.update(block)
                written.write(block)
        except IncompleteReadError as broken:
            raise Busy from broken
        except ClientError as failure:
            if aws.code(failure) in _MISSING:
                raise Damaged(f"{name} is missing in the bucket") from failure
            raise
    if hashed.hexdigest() != entry.sha256:
        raise Damaged(f"{name} in the bucket is not what its list says")


def put(bucket: str, folder: Path, told: Manifest) -> None:
    """Puts the files of the list, then the list: whoever reads meanwhile has all of the one or of the other."""
    for name, entry in told.files.items():
        with aws.calling(), (folder / name).open("rb") as body:
            aws.s3().put_object(Bucket=bucket, Key=entry.key(name), Body=body, ContentLength=entry.size)
    with aws.calling():
        aws.s3().put_object(
            Bucket=bucket, Key=manifest.KEY, Body=manifest.text(told).encode(), ContentType="application/json"
        )


def entry(file: Path) -> Entry:
    """What the list is to say of a file."""
    return Entry(file.stat().st_size, _sha256(file))


def _sha256(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
