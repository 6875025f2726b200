"""The SHA-256 of an object version's bytes: how it is asked for, told beside an arrival, and believed. Pure."""

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any

from common.files.file import Head
from common.files.notifications import CORRELATION, VERIFIED, Malformed, S3Event

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FIELDS = {"key": str, "versionId": str, "etag": str, "size": int, "sha256": str}


@dataclass(frozen=True)
class Digest:
    """`sha256` (hex) of all `size` bytes of one version, which is named by all that S3 names it by."""

    key: str
    version_id: str
    etag: str
    size: int
    sha256: str


def request(record: Any, correlation_id: str | None) -> str:
    """The message that asks for the digest of the version that the arrival's `record` tells of."""
    return json.dumps({"Records": [record], CORRELATION: correlation_id})


def answer(record: Any, digest: Digest) -> str:
    """The message that brings the arrival back with its digest."""
    told = (digest.key, digest.version_id, digest.etag, digest.size, digest.sha256)
    return json.dumps({"Records": [record], VERIFIED: dict(zip(_FIELDS, told, strict=True))})


def parse(told: Any, event: S3Event) -> Digest:
    """The digest that stands beside `event`. Raises Malformed when it is none, or of another version."""
    if not isinstance(told, dict) or {name: type(value) for name, value in told.items()} != _FIELDS:
        raise Malformed("the digest has the wrong form")
    digest = Digest(*(told[name] for name in _FIELDS))
    if not _SHA256.fullmatch(digest.sha256):
        raise Malformed("the digest has the wrong form")
    if not event.is_arrival or (digest.key, digest.version_id) != (event.key, event.version_id):
        raise Malformed("the digest is of another version")
    return digest


def proven(head: Head, digest: Digest) -> Head:
    """`head` with the digest as its checksum, unless S3 keeps one itself. Raises Malformed: they are of two objects."""
    if (digest.version_id, digest.etag, digest.size) != (head.version_id, head.etag, head.size):
        raise Malformed("the digest is of another version")
    return dataclasses.replace(head, checksum_sha256=head.checksum_sha256 or digest.sha256)
