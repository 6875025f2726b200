"""Signed URLs by which S3 gives out one object, by its version, with the headers that the URL says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingestion.signing import query_signing, signer


@dataclass(frozen=True)
class SignedGet:
    """A GET that S3 answers until `expires_at`, for ranges too."""

    url: str
    expires_at: datetime


def get(bucket: str, key: str, parameters: Mapping[str, str], *, seconds: int) -> SignedGet:
    """A GET of the object, good for `seconds` from now, with these query parameters. Raises Busy without credentials.

    S3 asks at each use what the signing role may, and what the bucket's policy says of that version then.
    """
    at, where = signer.now(), query_signing.place(signer.client(False), bucket)
    signature = query_signing.signature(where, signer.credentials(), at=at, seconds=seconds)
    return SignedGet(query_signing.get_url(where, signature, key, parameters), at + timedelta(seconds=seconds))
