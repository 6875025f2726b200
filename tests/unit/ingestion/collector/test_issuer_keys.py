"""How the issuer's keys are fetched, kept and renewed."""

import io
import json
from datetime import timedelta

import pytest
import urllib3

from common.errors import Busy
from ingestion.collector import issuer_keys
from ingestion.collector.issuer_keys import IssuerKeys, Unreachable
from tests.unit.cloud import NOW
from tests.unit.ingestion.collector.issuer import ISSUER, published

URL = "https://issuer.example/keys"


class Web:
    """What is published where, and what was asked for; a clock beside it."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.now = NOW

    def fetched(self, url):
        self.asked.append(url)
        if url not in self.pages:
            raise Unreachable("it answered 404")
        return self.pages[url]


@pytest.fixture
def web(monkeypatch):
    web = Web()
    web.pages[URL] = published("one")
    monkeypatch.setattr(issuer_keys, "fetched", web.fetched)
    return web


def test_keys_are_fetched_once_and_kept(web):
    keys = IssuerKeys(ISSUER, URL)
    assert web.asked == []
    assert keys.find("one", web.now) is keys.find("one", web.now) is not None
    web.now += issuer_keys.FRESH - timedelta(seconds=1)
    assert keys.find("one", web.now)
    assert web.asked == [URL]


def test_a_key_that_was_withdrawn_is_gone_within_the_hour(web):
    keys = IssuerKeys(ISSUER, URL)
    keys.find("one", web.now)
    web.pages[URL] = published("two")
    assert keys.find("one", web.now)
    web.now += issuer_keys.FRESH
    assert keys.find("one", web.now) is None
    assert keys.find("two", web.now)


def test_unknown_ids_are_asked_for_at_most_once_a_minute(web):
    keys = IssuerKeys(ISSUER, URL)
    for number in range(100):
        assert keys.find(f"made-up-{number}", web.now) is None
    assert len(web.asked) == 1
    web.pages[URL] = published("one", "new")
    web.now += issuer_keys.AGAIN
    assert keys.find("new", web.now)
    assert keys.find("made-up", web.now) is None
    assert len(web.asked) == 2


def test_an_issuer_that_cannot_be_reached_at_first_is_asked_again_soon(web):
    page = web.pages.pop(URL)
    keys = IssuerKeys(ISSUER, URL)
    for _ in range(10):
        with pytest.raises(Busy):
            keys.find("one", web.now)
    assert len(web.asked) == 1
    web.pages[URL] = page
    web.now += issuer_keys.AFTER_FAILURE
    assert keys.find("one", web.now)


def test_keys_that_are_known_outlive_an_outage_of_an_hour(web):
    keys = IssuerKeys(ISSUER, URL)
    keys.find("one", web.now)
    web.pages.clear()
    web.now += issuer_keys.BELIEVED - timedelta(seconds=1)
    assert keys.find("one", web.now)
    # An unknown id may be a new key: nobody is refused for what we could not ask.
    web.now += issuer_keys.AFTER_FAILURE
    with pytest.raises(Busy):
        keys.find("new", web.now)
    with pytest.raises(Busy):
        keys.find("one", web.now)


def test_a_new_key_is_not_refused_while_the_issuer_is_not_asked_again(web):
    keys = IssuerKeys(ISSUER, URL)
    keys.find("one", web.now)
    page = web.pages.pop(URL)
    web.now += issuer_keys.AGAIN
    for _ in range(2):
        with pytest.raises(Busy):
            keys.find("new", web.now)
        assert keys.find("one", web.now)
    assert len(web.asked) == 2
    web.pages[URL] = page
    web.now += issuer_keys.AFTER_FAILURE
    assert keys.find("new", web.now) is None


def test_without_an_address_the_issuers_metadata_has_it(web):
    web.pages[f"{ISSUER}/.well-known/openid-configuration"] = {"issuer": ISSUER, "jwks_uri": URL}
    assert IssuerKeys(ISSUER).find("one", web.now)
    assert web.asked == [f"{ISSUER}/.well-known/openid-configuration", URL]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"issuer": "https://other.example", "jwks_uri": URL},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": 1},
        {"issuer": ISSUER, "jwks_uri": "http://issuer.example/keys"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
    ],
)
def test_metadata_that_is_anothers_or_leads_nowhere(web, metadata):
    web.pages[f"{ISSUER}/.well-known/openid-configuration"] = metadata
    with pytest.raises(Busy):
        IssuerKeys(ISSUER).find("one", web.now)
    assert web.asked == [f"{ISSUER}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "changes", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "EC"}, {"n": "?"}, {"n": None}, {"kid": 1}, {"e": ""}]
)
def test_keys_that_may_not_sign_are_passed_over(web, changes):
    web.pages[URL]["keys"] += published("two", **changes)["keys"] + ["no key"]
    keys = IssuerKeys(ISSUER, URL)
    assert keys.find("one", web.now)
    assert keys.find("two", web.now) is None


@pytest.fixture
def answers(monkeypatch):
    """Lets whatever is asked over HTTP answer with this status and text; tells how it was asked."""
    asked = []

    def put(status, text):
        def request(_self, *_, **how):
            asked.append(how)
            return urllib3.HTTPResponse(io.BytesIO(text), status=status, preload_content=False)

        monkeypatch.setattr(urllib3.PoolManager, "request", request)
        return asked

    return put


def test_a_page_is_read_from_where_it_is_and_waited_for_a_moment(answers):
    asked = answers(200, b'{"keys": []}')
    assert issuer_keys.fetched(URL) == {"keys": []}
    (how,) = asked
    assert (how["redirect"], how["retries"]) == (False, False)
    assert how["timeout"].connect_timeout + how["timeout"].read_timeout <= 3


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (302, b"{}"),
        (404, b"{}"),
        (500, b"{}"),
        (200, b""),
        (200, b"keys"),
        (200, b"[]"),
        (200, b"\xff"),
        (200, b"[" * 100_000),
        (200, json.dumps({"keys": ["x" * 256 * 1024]}).encode()),
    ],
)
def test_a_page_that_is_none_or_too_large(answers, status, text):
    answers(status, text)
    with pytest.raises(Unreachable):
        issuer_keys.fetched(URL)


@pytest.mark.parametrize("page", [{}, {"keys": None}, {"keys": {}}])
def test_a_page_without_keys_is_an_outage(web, page):
    web.pages[URL] = page
    with pytest.raises(Busy):
        IssuerKeys(ISSUER, URL).find("one", web.now)
