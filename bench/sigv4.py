"""The least that signing takes: Signature Version 4 in the query, by hand. Written only to know the limit.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signer:
    """Signs for `bucket` at `origin` (scheme and host, path style). Parameters stand in the URL as boto3 puts them."""

    origin: str
    bucket: str
    access_key: str
    secret_key: str
    region: str

    def url(
        self,
        method: str,
        key: str,
        at: datetime,
        seconds: int,
        query: Sequence[tuple[str, str]] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> str:
        """The signed URL of one request. `headers` (lower case, sorted, beside host) are signed too."""
        stamp, path = f"{at:%Y%m%dT%H%M%SZ}", f"/{self.bucket}/{key}"
        scope = f"{stamp[:8]}/{self.region}/s3/aws4_request"
        signed = sorted([*headers, ("host", self.origin.partition("//")[2])])
        names = ";".join(name for name, _ in signed)
        asked = [(name, quote(value, safe="")) for name, value in query]
        common = [
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", quote(f"{self.access_key}/{scope}", safe="")),
            ("X-Amz-Date", stamp),
            ("X-Amz-Expires", str(seconds)),
            ("X-Amz-SignedHeaders", quote(names, safe="")),
        ]
        canonical = "".join(f"{name}:{value}\n" for name, value in signed)
        request = f"{method}\n{path}\n{_joined(sorted([*asked, *common]))}\n{canonical}\n{names}\nUNSIGNED-PAYLOAD"
        to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(signing_key(self.secret_key, stamp[:8], self.region), to_sign.encode(), "sha256").hex()
        return f"{self.origin}{path}?{_joined([*asked, *common])}&X-Amz-Signature={signature}"

    def parts(self, key: str, multipart: str, lengths: Sequence[int], at: datetime, seconds: int) -> list[str]:
        """The signed URLs of parts 1, 2, … of so many bytes: all that they have in common is made once."""
        stamp, host, path = f"{at:%Y%m%dT%H%M%SZ}", self.origin.partition("//")[2], f"/{self.bucket}/{key}"
        scope = f"{stamp[:8]}/{self.region}/s3/aws4_request"
        common = (
            f"X-Amz-Algorithm={ALGORITHM}&X-Amz-Credential={quote(f'{self.access_key}/{scope}', safe='')}"
            f"&X-Amz-Date={stamp}&X-Amz-Expires={seconds}&X-Amz-SignedHeaders=content-length%3Bhost"
        )
        upload = f"uploadId={quote(multipart, safe='')}"
        before = f"PUT\n{path}\n{common}&partNumber="
        after = f"\nhost:{host}\n\ncontent-length;host\nUNSIGNED-PAYLOAD"
        to_sign = f"{ALGORITHM}\n{stamp}\n{scope}\n"
        secret = signing_key(self.secret_key, stamp[:8], self.region)
        urls = []
        for number, length in enumerate(lengths, 1):
            request = f"{before}{number}&{upload}\ncontent-length:{length}{after}"
            text = f"{to_sign}{hashlib.sha256(request.encode()).hexdigest()}"
            signature = hmac.digest(secret, text.encode(), "sha256").hex()
            urls.append(f"{self.origin}{path}?{upload}&partNumber={number}&{common}&X-Amz-Signature={signature}")
        return urls

    def form(self, key: str, conditions: Sequence[object], at: datetime, seconds: int) -> dict[str, str]:
        """The fields of a POST form that holds to `conditions`, which boto3 completes in this way too."""
        stamp = f"{at:%Y%m%dT%H%M%SZ}"
        credential = f"{self.access_key}/{stamp[:8]}/{self.region}/s3/aws4_request"
        own = {"x-amz-algorithm": ALGORITHM, "x-amz-credential": credential, "x-amz-date": stamp}
        policy = {
            "expiration": f"{at + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}",
            "conditions": [*conditions, {"bucket": self.bucket}, {"key": key}, *({k: v} for k, v in own.items())],
        }
        encoded = base64.b64encode(json.dumps(policy).encode())
        secret = signing_key(self.secret_key, stamp[:8], self.region)
        signature = hmac.digest(secret, encoded, "sha256").hex()
        return {"key": key, **own, "policy": encoded.decode(), "x-amz-signature": signature}


def signing_key(secret: str, day: str, region: str) -> bytes:
    """The key of a day, a region and S3, which a signer could keep."""
    key = f"AWS4{secret}".encode()
    for step in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    return key


def _joined(parameters: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in parameters)
