"""A signed URL ends when it says. A URL lives for at least a minute, in which the other tests run."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from common import times
from tests.e2e.cloud import put


@pytest.fixture(scope="session")
def signed(alice):
    """An upload that nobody sends, signed when it is first asked for."""
    return alice("GET", "/upload", params={"filename": "a.txt", "contentType": "text/plain", "size": 5}).json()


def test_a_url_says_how_long_it_lives(signed):
    lifetime = (times.parse(signed["expiresAt"]) - times.now()).total_seconds()
    assert 0 < lifetime <= 60
    assert parse_qs(urlsplit(signed["url"]).query)["X-Amz-Expires"] == ["60"]


def test_an_expired_url_takes_nothing(alice, signed):
    """Runs late."""
    left = (times.parse(signed["expiresAt"]) - times.now()).total_seconds()
    time.sleep(max(0, left) + 2)
    assert put(signed, b"hello").status_code == 403
    assert alice.upload(signed["fileId"])["status"] == "pending"
