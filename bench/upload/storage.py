"""The S3 that everybody uploads into, looked into by its owner: is every byte there? Nothing here is timed."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.upload.source import MIB, Source


@dataclass(frozen=True)
class Stored:
    """An object that an upload has left."""

    bucket: str
    key: str


class Wrong(Exception):
    """An upload that was taken for done is not what was sent: its time counts for nothing."""


def bucket(s3: Any, region: str) -> str:
    """A new bucket, versioned like Inlet's."""
    name = f"inlet-bench-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def verify(s3: Any, objects: Sequence[Stored], source: Source) -> None:
    """Raises Wrong unless the objects are the source, byte for byte, one after the other."""
    digest, size = hashlib.sha256(), 0
    for stored in objects:
        for block in s3.get_object(Bucket=stored.bucket, Key=stored.key)["Body"].iter_chunks(MIB):
            digest.update(block)
            size += len(block)
    if (size, digest.hexdigest()) != (source.size, source.sha256):
        raise Wrong(f"{size} bytes arrived of {source.size}, or others than were sent")


def remove(s3: Any, objects: Sequence[Stored]) -> None:
    """Deletes all versions of the objects, so that each upload finds the same room."""
    for stored in objects:
        for version in s3.list_object_versions(Bucket=stored.bucket, Prefix=stored.key).get("Versions", ()):
            s3.delete_object(Bucket=stored.bucket, Key=version["Key"], VersionId=version["VersionId"])
