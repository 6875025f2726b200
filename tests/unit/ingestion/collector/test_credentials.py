"""Which credential of a request counts."""

import base64

import pytest

from common.errors import InvalidRequest, Unauthorized
from ingestion.collector.credentials import Key, Token, given


def basic(user, password=""):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("headers", "body_key", "found"),
    [
        ({"x-write-key": "wk_a"}, None, Key("wk_a")),
        ({"x-write-key": " wk_a "}, None, Key("wk_a")),
        ({"authorization": basic("wk_a")}, None, Key("wk_a")),
        ({"authorization": basic("wk_a", "whatever")}, None, Key("wk_a")),
        ({"authorization": basic("wk_a").replace("Basic", "bAsIc")}, None, Key("wk_a")),
        ({"authorization": "Basic " + base64.b64encode(b"wk_a").decode()}, None, Key("wk_a")),
        ({"authorization": "Bearer a.b.c"}, None, Token("a.b.c")),
        ({"authorization": "bearer  a.b.c"}, None, Token("a.b.c")),
        ({}, "wk_a", Key("wk_a")),
        # Headers that say the same.
        ({"x-write-key": "wk_a", "authorization": basic("wk_a")}, None, Key("wk_a")),
        # A header counts before the body, whatever the body says.
        ({"authorization": basic("wk_a")}, "wk_b", Key("wk_a")),
        ({"x-write-key": "wk_a"}, "wk_b", Key("wk_a")),
        ({"authorization": "Bearer a.b.c"}, "wk_b", Token("a.b.c")),
        # What is empty is not there.
        ({"x-write-key": "", "authorization": " "}, "wk_a", Key("wk_a")),
    ],
)
def test_the_one_that_counts(headers, body_key, found):
    assert given(headers, body_key) == found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-write-key": "", "authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": "Basic ÿ"},
        {"authorization": "Basic wk_a"},
        {"authorization": "Basic " + base64.b64encode(b"\xff\xfe:").decode()},
        {"authorization": "Digest username=wk_a"},
        {"authorization": "wk_a"},
        # A header that cannot be one is wrong, even where the body has a key.
        {"authorization": "Digest username=wk_a", "x-write-key": "wk_a"},
    ],
)
def test_none_or_none_that_could_be_one(headers):
    with pytest.raises(Unauthorized):
        given(headers, "" if headers else None)


def test_a_bad_header_is_not_made_up_for_by_the_body():
    with pytest.raises(Unauthorized):
        given({"authorization": "Digest x"}, "wk_a")


@pytest.mark.parametrize(
    "headers",
    [
        {"x-write-key": "wk_a", "authorization": basic("wk_b")},
        {"x-write-key": "wk_a", "authorization": "Bearer a.b.c"},
        {"x-write-key": "a.b.c", "authorization": "Bearer a.b.c"},
    ],
)
def test_headers_that_contradict_each_other(headers):
    with pytest.raises(InvalidRequest) as refused:
        given(headers, None)
    assert [fault.rule for fault in refused.value.faults] == ["two_credentials"]
    assert "wk_" not in refused.value.detail
