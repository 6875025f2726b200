"""Signed URLs of a CloudFront distribution: a canned policy, by ECDSA over P-256 and SHA-256.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

# What Base64 has and URLs cannot.
_IN_URLS = str.maketrans("+=/", "-_~")
_SAFE = "-._~"


def url(host: str, key: str, parameters: Mapping[str, str], until: int, signer: tuple[str, bytes]) -> str:
    """The URL of the object `key` with these query parameters, good before the second `until`.

    `signer` is CloudFront's id of the public key, and the private one: 32 bytes, the number itself. All else that a
    URL says is in the signature, and nothing in it stands for anything else: each `*` and `?` is percent-encoded.
    """
    key_pair, secret = signer
    query = "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in parameters.items())
    resource = f"https://{host}/{quote(key, safe=f'/{_SAFE}')}{'?' if query else ''}{query}"
    signature = _signature(secret, policy(resource, until))
    own = f"Expires={until}&Signature={signature}&Key-Pair-Id={key_pair}&Hash-Algorithm=SHA256"
    return f"{resource}{'&' if query else '?'}{own}"


def policy(resource: str, until: int) -> str:
    """What is signed, byte for byte as CloudFront makes it from the URL that it gets."""
    return f'{{"Statement":[{{"Resource":"{resource}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{until}}}}}}}]}}'


def _signature(secret: bytes, text: str) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - lists of files need none of it
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    made: bytes = _private_key(secret).sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    return base64.b64encode(made).decode("ascii").translate(_IN_URLS)


@lru_cache(maxsize=2)
def _private_key(secret: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
