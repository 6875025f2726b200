"""Signed URLs of parts, by hand: what boto3 makes, byte for byte, at a fraction of its time for a hundred at once.

Signature Version 4 in the query string: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_s3 import S3Client

_ALGORITHM = "AWS4-HMAC-SHA256"
_SIGNED = "content-length;host"


@dataclass(frozen=True)
class Place:
    """Where the objects of a bucket are, and the region whose key signs for them: as boto3 has it."""

    origin: str
    host: str
    folder: str
    region: str


@lru_cache(maxsize=8)
def place(client: S3Client, bucket: str) -> Place:
    """The place of `bucket` by this client's configuration: style of address, own endpoint, acceleration."""
    sample: dict[str, Any] = {"Bucket": bucket, "Key": "key", "UploadId": "id", "PartNumber": 1}
    url = urlsplit(client.generate_presigned_url("upload_part", Params=sample, ExpiresIn=60))
    region = parse_qs(url.query)["X-Amz-Credential"][0].split("/")[-3]
    return Place(f"{url.scheme}://{url.netloc}", url.netloc, url.path.removesuffix("key"), region)


@dataclass(frozen=True)
class Signer:
    """Signs the parts of one multipart upload: all but number and length is the same for each, and made once.

    A URL is good from `at` for `seconds`, for a PUT of exactly so many bytes as part of that number.
    """

    _canonical: tuple[str, str, str]
    _url: tuple[str, str]
    _to_sign: str
    _key: bytes

    def url(self, number: int, size: int) -> str:
        """The URL of part `number`, of `size` bytes."""
        before, between, after = self._canonical
        request = hashlib.sha256(f"{before}{number}{between}{size}{after}".encode()).hexdigest()
        signature = hmac.digest(self._key, f"{self._to_sign}{request}".encode(), "sha256").hex()
        return f"{self._url[0]}{number}{self._url[1]}{signature}"


def signer(where: Place, credentials: Any, key: str, multipart_id: str, *, at: datetime, seconds: int) -> Signer:
    """The signer of a multipart upload of the object `key`. `credentials` are botocore's, frozen; `at` is in UTC."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    day = stamp[:8]
    scope = f"{day}/{where.region}/s3/aws4_request"
    upload = f"uploadId={_quoted(multipart_id)}"
    token = f"&X-Amz-Security-Token={_quoted(credentials.token)}" if credentials.token else ""
    common = (
        f"X-Amz-Algorithm={_ALGORITHM}&X-Amz-Credential={_quoted(f'{credentials.access_key}/{scope}')}"
        f"&X-Amz-Date={stamp}&X-Amz-Expires={seconds}"
    )
    signed = f"&X-Amz-SignedHeaders={_quoted(_SIGNED)}"
    path = where.folder + quote(key, safe="/-._~")
    return Signer(
        # In the canonical request parameters stand in the order of their names, in the URL as boto3 puts them.
        _canonical=(
            f"PUT\n{path}\n{common}{token}{signed}&partNumber=",
            f"&{upload}\ncontent-length:",
            f"\nhost:{where.host}\n\n{_SIGNED}\nUNSIGNED-PAYLOAD",
        ),
        _url=(f"{where.origin}{path}?{upload}&partNumber=", f"&{common}{signed}{token}&X-Amz-Signature="),
        _to_sign=f"{_ALGORITHM}\n{stamp}\n{scope}\n",
        _key=_signing_key(credentials.secret_key, day, where.region),
    )


@lru_cache(maxsize=4)
def _signing_key(secret: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for step in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    return key


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")
