"""What is there after a soak, as root sees it: rows, versions with their digests, parts left over, dead letters."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.cloud import Cloud

BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Row:
    """A file in the catalogue. `size` is what arrived or, until then, what was promised."""

    key: str
    filename: str
    status: str
    version: str | None
    size: int
    reason: str | None


@dataclass(frozen=True)
class Evidence:
    """All that is there. `versions` are the SHA-256 of each version, by object key and version id."""

    rows: dict[str, Row]
    versions: dict[str, dict[str, str]]
    multiparts: list[str] = field(default_factory=list)
    dead_letters: list[str] = field(default_factory=list)
    usage: dict[str, int] = field(default_factory=dict)


def catalogue(cloud: Cloud) -> list[dict[str, Any]]:
    """All rows of the catalogue."""
    pages = cloud.root("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=cloud.outputs["catalog_table"], ConsistentRead=True)
    return [item for page in found for item in page["Items"]]


def rows(cloud: Cloud) -> dict[str, Row]:
    """The files in the catalogue by the keys of their objects."""
    return files(catalogue(cloud))


def files(items: list[dict[str, Any]]) -> dict[str, Row]:
    """Those among the rows of the catalogue."""
    return {row.key: row for row in map(_row, (item for item in items if item["sk"]["S"] == "FILE"))}


def _row(item: dict[str, Any]) -> Row:
    plain = {name: next(iter(value.values())) for name, value in item.items()}
    key = plain["pk"].removeprefix("F#")
    size = int(plain.get("arrivedBytes", plain.get("size", 0)))
    optional = plain.get("versionId"), size, plain.get("reason")
    return Row(key, plain["filename"], plain["status"], *optional)


def versions(cloud: Cloud) -> dict[str, dict[str, str]]:
    """The digest of every version in the bucket."""
    s3, bucket = cloud.root("s3"), cloud.outputs["uploads_bucket"]
    found: dict[str, dict[str, str]] = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for one in page.get("Versions", []):
            body = s3.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"]
            found.setdefault(one["Key"], {})[one["VersionId"]] = _digest(body.iter_chunks(BLOCK_BYTES))
    return found


def _digest(blocks: Iterator[bytes]) -> str:
    whole = hashlib.sha256()
    for block in blocks:
        whole.update(block)
    return whole.hexdigest()


def multiparts(cloud: Cloud) -> list[str]:
    """The keys of multipart uploads that were neither joined nor aborted."""
    pages = cloud.root("s3").get_paginator("list_multipart_uploads").paginate(Bucket=cloud.outputs["uploads_bucket"])
    return [one["Key"] for page in pages for one in page.get("Uploads", [])]


def dead_letters(cloud: Cloud) -> list[str]:
    """The messages in all dead-letter queues."""
    sqs = cloud.root("sqs")
    urls = [queue["dlq_url"] for queue in cloud.outputs["queues"].values()]
    found = [sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []) for url in urls]
    return [message["Body"] for messages in found for message in messages]
