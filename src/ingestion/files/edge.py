"""Downloads through CloudFront, where there is a distribution: its keys, and which of them may sign."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from common.keys import kept
from common.settings import Malformed
from ingestion.files.content import Content
from ingestion.files.downloads import SignedGet
from ingestion.signing import edge_signing, signer


@dataclass(frozen=True)
class Distribution:
    """The host of its URLs; the parameter of SSM with the private keys; by our id of a key CloudFront's own.

    What is not among `public_keys` CloudFront does not know (yet, or any more), and does not sign.
    """

    host: str
    keys: str
    public_keys: Mapping[str, str]


def parse(text: str) -> Distribution | None:
    """`{"host", "keys", "publicKeys"}`, or `null` where there is none. Raises Malformed, KeyError, TypeError."""
    given = json.loads(text)
    if given is None:
        return None
    found = Distribution(given["host"], given["keys"], dict(given["publicKeys"]))
    if not (found.host and found.keys and found.public_keys):
        raise Malformed("a distribution has a host, a parameter with keys, and keys that CloudFront knows")
    return found


def get(by: Distribution, content: Content, *, seconds: int) -> SignedGet:
    """A GET (or HEAD) of the object, good for `seconds` from now. Raises Busy, and KeysMissing without keys.

    CloudFront asks S3 in its own name, and the bucket's policy says at each use what of originals may be read then.
    """
    expires_at = signer.now() + timedelta(seconds=seconds)
    key_id, secret = kept.of(by.keys).among(by.public_keys, signer.now())
    key = (by.public_keys[key_id], secret)
    url = edge_signing.url(by.host, content.key, content.at_the_edge, int(expires_at.timestamp()), key)
    return SignedGet(url, expires_at)
