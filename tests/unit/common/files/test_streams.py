"""Streams that break: they are resumed where they were, or given up, and never told wrong."""

import io
import tracemalloc
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from botocore.response import StreamingBody
from urllib3.exceptions import SSLError

from common.files import streams

ETAG = '"e9dd2797018cad79186e03e8c5aec8dc-2"'
CONTENT = bytes(range(251)) * 20_000  # a little over 5 MB
SIZE = len(CONTENT)


class Body(io.RawIOBase):
    """Gives `content`, then breaks with `failure`."""

    def __init__(self, content, failure=None):
        self._content = io.BytesIO(content)
        self._failure: Any = failure

    def read(self, amount=-1):
        block = self._content.read(amount)
        if not block and self._failure:
            raise self._failure
        return block


def as_stream(raw: Any) -> Any:
    """What botocore gets from urllib3 is no file either, to a type checker's mind."""
    return raw


class S3:
    """One object; each connection breaks as the plan says: (bytes it gives at most, how it fails)."""

    def __init__(self, *plan):
        self.plan: list[Any] = list(plan)
        self.asked: list[Any] = []

    def get_object(self, **asked):
        self.asked.append(asked)
        planned: Any = self.plan.pop(0) if self.plan else (len(CONTENT), None)
        limit, failure = planned
        if limit is None:
            raise failure
        start = int(asked["Range"].removeprefix("bytes=").removesuffix("-")) if "Range" in asked else 0
        rest = CONTENT[start:]
        answer = {"ContentLength": len(rest), "ETag": ETAG}
        if "Range" in asked:
            assert asked["IfMatch"] == ETAG
            answer["ContentRange"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
        return answer | {"Body": StreamingBody(as_stream(Body(rest[:limit], failure)), len(rest))}


@pytest.fixture
def read(monkeypatch):
    """Reads the object to its end."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def reading(s3, go_on=lambda so_far: None, size=SIZE):
        monkeypatch.setattr(streams, "_client", lambda: s3)
        content = streams.Reading("bucket", "key", "v1", size, go_on)
        found = b"".join(content.blocks())
        assert content.etag == ETAG
        return found

    return reading


def refusal(code, status=400):
    error = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(error, "GetObject")  # type: ignore[arg-type]


BREAKS = {
    "reset": ResponseStreamingError(error="reset"),
    "stalled": ReadTimeoutError(endpoint_url="s3"),
    "ended early": None,
    "cut short": IncompleteReadError(actual_bytes=1, expected_bytes=2),
    "TLS": SSLError("bad record"),
}


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("after", [0, 1, 1 << 20, (1 << 20) + 1, len(CONTENT) - 1])
def test_a_stream_that_breaks_goes_on_where_it_was(read, how, after):
    s3 = S3((after, BREAKS[how]))
    assert read(s3) == CONTENT
    assert [asked.get("Range") for asked in s3.asked] == [None, f"bytes={after}-" if after else None]
    assert {asked["VersionId"] for asked in s3.asked} == {"v1"}


def test_a_break_after_the_last_byte_is_none(read):
    s3 = S3((len(CONTENT), ReadTimeoutError(endpoint_url="s3")))
    assert read(s3) == CONTENT
    assert len(s3.asked) == 1


FAILURE = ResponseStreamingError(error="reset")


@pytest.mark.parametrize(
    "plan",
    [[(1000, FAILURE)] * 500, [(0, FAILURE)] * 7, [*[(0, FAILURE)] * 7, (1, FAILURE)] * 5],
    ids=["with each a little", "with none", "with some"],
)
def test_it_may_break_as_often_as_it_brings_something_now_and_then(read, plan):
    assert read(S3(*plan)) == CONTENT


def test_it_is_given_up_when_nothing_comes_any_more(read):
    with pytest.raises(streams.Broken, match="the stream broke too often"):
        read(S3((1000, FAILURE), *[(0, FAILURE)] * 8))


UNOPENED = [
    EndpointConnectionError(endpoint_url="s3"),
    ConnectTimeoutError(endpoint_url="s3"),
    refusal("SlowDown", 503),
    refusal("InternalError", 500),
]


@pytest.mark.parametrize("failure", UNOPENED, ids=lambda failure: type(failure).__name__)
def test_a_connection_that_cannot_be_opened_counts_as_one(read, failure):
    assert read(S3((None, failure), (5, None), (None, failure))) == CONTENT
    with pytest.raises(streams.Broken):
        read(S3(*[(None, failure)] * 8))


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed"])
@pytest.mark.parametrize("before", [[], [(1000, None)]], ids=["at once", "in the middle"])
def test_a_version_that_goes_is_gone(read, code, before):
    with pytest.raises(streams.Gone):
        read(S3(*before, (None, refusal(code, 404))))


def test_an_object_that_changes_is_read_anew_by_the_next_delivery(read):
    with pytest.raises(streams.Broken, match="the object changed while it was read"):
        read(S3((1000, None), (None, refusal("PreconditionFailed", 412))))


def answering(s3, monkeypatch, change):
    """Lets `s3` answer resumed streams in another way."""
    whole = s3.get_object

    def odd(**asked):
        answer = whole(**asked)
        return answer | change() if "Range" in asked else answer

    monkeypatch.setattr(s3, "get_object", odd)


RANGES = ["bytes 0-5019999/5020000", "bytes 1000-5019999/*", "bytes 1000-5020000/5020001", "", None]


@pytest.mark.parametrize("told", RANGES)
def test_what_goes_on_elsewhere_or_does_not_say_where_is_not_given(read, monkeypatch, told):
    s3 = S3((1000, None))
    answering(s3, monkeypatch, lambda: {"ContentRange": told})
    with pytest.raises(streams.Broken, match="the stream broke too often"):
        read(s3)


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1])
def test_another_size_than_s3_announced_is_not_given(read, size):
    """Half an answer that says it is all must not pass for the whole."""
    with pytest.raises(streams.Broken, match="the stream broke too often"):
        read(S3(), size=size)


@pytest.mark.parametrize("first", [1000, (2 << 20) + 7])
@pytest.mark.parametrize("second", [len(CONTENT), 500, 1 << 20])
def test_what_begins_anew_is_passed_over_up_to_where_it_was(read, monkeypatch, first, second):
    """The range was not heeded: taking the first bytes twice would make another file of it."""
    s3 = S3((first, ResponseStreamingError(error="reset")))

    def anew():
        given = CONTENT[: second if len(s3.asked) == 2 else len(CONTENT)]
        body = StreamingBody(as_stream(Body(given)), len(CONTENT))
        return {"ContentRange": None, "ContentLength": len(CONTENT), "Body": body}

    answering(s3, monkeypatch, anew)
    assert read(s3) == CONTENT


def test_a_right_that_is_missing_is_no_broken_stream(read):
    with pytest.raises(ClientError):
        read(S3((None, refusal("AccessDenied", 403))))


def test_whoever_waits_is_told_at_each_connection_and_block_and_may_end_it(read):
    told: list[int] = []
    read(S3(), told.append)
    assert told == [*range(0, len(CONTENT), 1 << 20), len(CONTENT)]

    def enough(so_far):
        if so_far:
            raise RuntimeError(so_far)

    with pytest.raises(RuntimeError, match=str(1 << 20)):
        read(S3(), enough)


def test_whoever_has_read_enough_leaves_no_connection_open(monkeypatch):
    s3 = S3()
    body = Body(CONTENT)
    monkeypatch.setattr(streams, "_client", lambda: s3)
    monkeypatch.setitem(globals(), "Body", lambda *_: body)
    blocks = streams.Reading("bucket", "key", "v1", SIZE, lambda _: None).blocks()
    assert next(blocks) == CONTENT[: streams.BLOCK_BYTES]
    assert not body.closed
    blocks.close()  # type: ignore[attr-defined]
    assert body.closed


class Zeros(io.RawIOBase):
    """As many zeros as are wanted, none of them kept."""

    def __init__(self, size):
        self._left = size

    def read(self, amount=-1):
        amount = min(amount, self._left)
        self._left -= amount
        return bytes(amount)


def test_memory_does_not_grow_with_the_object(monkeypatch):
    size = 64 << 20

    class Large:
        def get_object(self, **asked):
            return {"ContentLength": size, "ETag": ETAG, "Body": StreamingBody(as_stream(Zeros(size)), size)}

    monkeypatch.setattr(streams, "_client", Large)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert sum(map(len, streams.Reading("bucket", "key", "v1", size, lambda _: None).blocks())) == size
        assert tracemalloc.get_traced_memory()[1] - before < 4 * streams.BLOCK_BYTES
    finally:
        tracemalloc.stop()
