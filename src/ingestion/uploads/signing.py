"""Signed URLs of files and of parts, and signed forms: what S3 itself enforces of a promise stands in the signature."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingestion.signing import query_signing, signer
from ingestion.uploads.parts import plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from common.files.file import File


@dataclass(frozen=True)
class SignedPut:
    """A PUT that S3 will take until `expires_at`, if it is sent with exactly these `headers`.

    Content-Length is signed too, where the size was promised; HTTP clients set it themselves, browsers allow no other.
    """

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class SignedForm:
    """A form that S3 will take until `expires_at`: it carries these `fields`, in any order, and after them the file."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class SignedParts:
    """PUTs of parts by their numbers, good until `expires_at`: each takes exactly the bytes of its part."""

    urls: dict[int, str]
    expires_at: datetime


def put(bucket: str, file: File, *, seconds: int, accelerate: bool) -> SignedPut:
    """A PUT of `file` that overwrites nothing, good for `seconds` from now.

    Type, exact size and SHA-256, as far as they were promised, are signed; anything else is answered 403 (another type
    or length), 400 (another checksum) or 412 (the key is taken) by S3. Of two that meet, one may be answered 409
    (`ConditionalRequestConflict`), and is to be sent again. Raises Busy without credentials.
    """
    headers = {"Content-Type": file.content_type, "If-None-Match": "*"}
    if file.sha256:
        headers["x-amz-checksum-sha256"] = _checksum(file.sha256)
    length = {} if file.size is None else {"Content-Length": str(file.size)}
    at, where = signer.now(), query_signing.place(signer.client(accelerate), bucket)
    signature = query_signing.signature(where, signer.credentials(), at=at, seconds=seconds)
    url = query_signing.put_url(where, signature, file.id.key, headers | length)
    return SignedPut(url, headers, at + timedelta(seconds=seconds))


def form(bucket: str, file: File, *, seconds: int, accelerate: bool) -> SignedForm:
    """A form that carries `file` as its field `file`, good for `seconds` from now.

    Key and type are conditions of its policy, and the exact size, or the range from one byte to the type's limit where
    no size was promised: S3 answers 403 or 400 to anything else. It cannot be kept from overwriting; what comes second
    is rejected on arrival.
    """
    fields = {"Content-Type": file.content_type, "success_action_status": "201"}
    if file.sha256:
        fields |= {"x-amz-checksum-algorithm": "SHA256", "x-amz-checksum-sha256": _checksum(file.sha256)}
    least, most = (file.size, file.size) if file.size is not None else (1, file.max_bytes)
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", least, most])
    at = signer.now()
    # The client adds bucket and key to fields and conditions.
    signed = signer.client(accelerate).generate_presigned_post(
        bucket, file.id.key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
    )
    return SignedForm(signed["url"], signed["fields"], at + timedelta(seconds=seconds))


def parts(bucket: str, file: File, numbers: Iterable[int], *, seconds: int, accelerate: bool) -> SignedParts:
    """PUTs of the parts of `file` with these numbers, good for `seconds` from now. Raises Busy without credentials."""
    at, of = signer.now(), plan(file)
    where = query_signing.place(signer.client(accelerate), bucket)
    signature = query_signing.signature(where, signer.credentials(), at=at, seconds=seconds)
    one = query_signing.part_signer(where, signature, file.id.key, file.multipart_id or "")
    urls = {number: one.url(number, of.bytes_of(number)) for number in numbers}
    return SignedParts(urls, at + timedelta(seconds=seconds))


def _checksum(sha256: str) -> str:
    """A SHA-256 in hex, as S3 has it."""
    return base64.b64encode(bytes.fromhex(sha256)).decode()
