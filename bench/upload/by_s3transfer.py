"""boto3's own way: `upload_file`, which hands over to s3transfer."""

import uuid
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig

from bench.sigv4 import Signer
from bench.upload.source import Source
from bench.upload.storage import Stored


def upload(source: Source, s3: Any, bucket: str, config: TransferConfig | None = None) -> list[Stored]:
    """Uploads with boto3's defaults, or as `config` says."""
    key = uuid.uuid4().hex
    s3.upload_file(str(source.path), bucket, key, Config=config or TransferConfig())
    return [Stored(bucket, key)]


def client(signer: Signer) -> Any:
    """A client as boto3 makes it when it is told only where and who."""
    session = boto3.Session(signer.access_key, signer.secret_key, region_name=signer.region)
    return session.client("s3", endpoint_url=signer.origin)


def same(part_size: int, parallel: int) -> TransferConfig:
    """Parts of the same size, as many at a time."""
    return TransferConfig(multipart_threshold=part_size, multipart_chunksize=part_size, max_concurrency=parallel)
