"""A signed URL ends when it says. Runs late, since a URL lives for at least a minute."""

import time

from common import times
from tests.e2e.cloud import put


def test_an_expired_url_takes_nothing(alice, cloud):
    wish = {"filename": "a.txt", "contentType": "text/plain", "size": 5}
    signed = alice("GET", "/upload", params=wish).json()
    lifetime = (times.parse(signed["expiresAt"]) - times.now()).total_seconds()
    assert 0 < lifetime <= 60
    time.sleep(lifetime + 2)
    assert put(signed, b"hello").status_code == 403
    assert alice.upload(signed["fileId"])["status"] == "pending"
