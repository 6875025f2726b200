"""One request to S3 with a signed URL, and what its answer means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

from inlet.network.transport import Http

# 408 and these codes of a 400 say that the body did not come through; a 409, that another write of the key was under
# way: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_PASSING = frozenset({408, 409, 429, 500, 502, 503, 504})
_PASSING_CODES = frozenset({"RequestTimeout", "IncompleteBody"})
# The credentials that signed the URL lived shorter than the URL.
_UNSIGNED_CODES = frozenset({"ExpiredToken", "TokenRefreshRequired"})
_CODE = re.compile(rb"<Code>([A-Za-z0-9]{1,64})</Code>")


class Meaning(Enum):
    """What an answer of S3 means for the one who sent."""

    TAKEN = auto()
    EXISTS = auto()
    LATER = auto()
    SIGN_AGAIN = auto()
    NEVER = auto()


@dataclass(frozen=True)
class Signed:
    """A request that the API has signed. `good_until` is a moment of time.monotonic()."""

    method: str
    url: str
    headers: Mapping[str, str]
    good_until: float
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Reply:
    """S3's answer. `code` is S3's own word for an error."""

    status: int
    etag: str
    code: str
    retry_after: str | None = None

    @property
    def meaning(self) -> Meaning:
        """What is to be done next."""
        if self.status in (200, 201, 204):
            return Meaning.TAKEN if self.etag else Meaning.LATER
        if self.status == 412:
            return Meaning.EXISTS
        if self.status in _PASSING or self.code in _PASSING_CODES:
            return Meaning.LATER
        # Mostly an expired URL. S3 has no code for that: it is AccessDenied as well.
        if self.status == 403 or self.code in _UNSIGNED_CODES:
            return Meaning.SIGN_AGAIN
        return Meaning.NEVER


def send(http: Http, signed: Signed, body: Iterable[memoryview | bytes], length: int) -> Reply:
    """Sends `length` bytes as the signature wants. Raises urllib3's HTTPError when there is no whole answer."""
    headers = {**http.headers, **signed.headers, "Content-Length": str(length)}
    chunks = cast("Iterable[bytes]", body)  # urllib3 hands them to sendall() as they are
    got = http.request(signed.method, signed.url, body=chunks, headers=headers, redirect=False)
    code = _CODE.search(got.data)
    etag = got.headers.get("etag", "").strip('"')
    return Reply(got.status, etag, code[1].decode() if code else "", got.headers.get("retry-after"))
