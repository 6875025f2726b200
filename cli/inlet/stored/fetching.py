"""Content from a signed URL to its end: gone on with where a connection broke, signed again where a URL is too old."""

import re
import time
from collections.abc import Callable, Mapping

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from inlet.errors import NotFetched
from inlet.network.retry import PASSING, Backoff, retry_after_seconds
from inlet.network.transport import BLOCK_BYTES, Http
from inlet.stored.sinks import Sink

_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")
_TOTAL = re.compile(r"bytes \*/(\d+)")
_CONTENT = frozenset({200, 206})
# An expired URL; an object that was made anew under another name meanwhile.
_SIGN_AGAIN = frozenset({403, 404})
# Another object than the one that was begun with, or a shorter one: it is fetched from its first byte.
_ANOTHER = frozenset({412, 416})


def fetch(sign: Callable[[], str], http: Http, sink: Sink, backoff: Backoff) -> Mapping[str, str]:
    """All content into `sink`, from where that stands; the last headers. `sign` gives a URL, and a fresh one later.

    Whether S3 answers or a distribution in front of it makes no difference here.

    Raises NotFetched, which is resumable where time may help, and what `sign` and `sink` raise.
    """
    source, url, refused, failures = _Source(http, sink), "", False, 0
    while True:
        before, wanted_seconds = sink.size, 0.0
        url = url or sign()
        try:
            got = source.ask(url)
        except HTTPError as lost:
            reason = f"the connection was lost ({type(lost).__name__})"
        else:
            if got.status in _CONTENT or _is_whole(got, sink):
                return got.headers
            reason = f"the server answered {got.status}"
            # A signature that was made a moment ago and is refused as well will not get better.
            if got.status in _SIGN_AGAIN and not refused:
                url, refused = "", True
                continue
            if got.status not in PASSING | _ANOTHER:
                raise NotFetched(reason)
            wanted_seconds = retry_after_seconds(got.headers.get("retry-after"))
        # What has come further is not failing: only a source that gives nothing any more is given up.
        refused, failures = (False, 1) if sink.size > before else (refused, failures + 1)
        if failures > backoff.retries:
            raise NotFetched(f"given up after {failures} attempts: {reason}", resumable=True)
        time.sleep(backoff.pause_seconds(failures, wanted_seconds))


class _Source:
    """An object behind signed URLs, of which `sink` takes what it lacks."""

    def __init__(self, http: Http, sink: Sink) -> None:
        self._http, self._sink = http, sink
        self._etag = ""

    def ask(self, url: str) -> BaseHTTPResponse:
        """The answer, whose content the sink has by then. Raises HTTPError when it broke off."""
        headers = {"Range": f"bytes={self._sink.size}-"} if self._sink.size else {}
        headers |= {"If-Match": self._etag} if self._etag else {}
        got = self._http.request(
            "GET", url, headers={**self._http.headers, **headers}, preload_content=False, redirect=False
        )
        try:
            if got.status in _CONTENT:
                # If-Match may not have got through: CloudFront tells S3 nothing of it, nor looks at it in its cache.
                if self._etag not in ("", got.headers.get("etag", "")):
                    self._restart()
                    return self.ask(url)
                self._etag = got.headers.get("etag", "")
                _take(got, self._sink)
            else:
                got.read()  # then its connection can be used again
                if got.status in _ANOTHER and not _is_whole(got, self._sink):
                    self._restart()
        finally:
            got.close()
        return got

    def _restart(self) -> None:
        self._sink.restart()
        self._etag = ""


def _take(got: BaseHTTPResponse, sink: Sink) -> None:
    """The bytes of an answer that `sink` lacks. A server may answer with all, whatever was asked for."""
    told = _RANGE.fullmatch(got.headers.get("content-range", "")) if got.status == 206 else None
    start = int(told[1]) if told else 0
    if start > sink.size or (got.status == 206 and not told):
        raise NotFetched("the server answered with another range than the one that was asked for")
    known = sink.size - start
    for block in got.stream(BLOCK_BYTES, decode_content=False):
        sink.write(block[known:])
        known = max(0, known - len(block))


def _is_whole(got: BaseHTTPResponse, sink: Sink) -> bool:
    """Whether there are no more bytes than the sink has."""
    told = _TOTAL.fullmatch(got.headers.get("content-range", "")) if got.status == 416 else None
    return told is not None and int(told[1]) == sink.size
