"""GET /files/{id}/content where there is a distribution of CloudFront."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from common import times
from common.errors import Busy, KeysMissing
from common.files.lifecycle import Status
from common.keys import kept, ring
from common.settings import Malformed
from ingestion.files import edge
from ingestion.files import handler as files
from tests.unit.ingestion.conftest import BOB
from tests.unit.ingestion.files.stored import ID, INFECTED, KEY, TEXT, processed, stored
from tests.unit.ingestion.keys import Keys
from tests.unit.ingestion.signing.test_edge_signing import OWN, verify

JSON = {"accept": "application/json"}
TOLD = {"host": "files.example.com", "keys": "/inlet-unit/cdn-keys", "publicKeys": {}}


def public(secret):
    return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()).public_key()


@pytest.fixture(scope="module")
def rings():
    """Before a rotation, and while its new key waits to be known."""
    first = ring.new()
    return first, ring.Ring(first.current, ring.rotated(first).keys)


@pytest.fixture
def held(environment, monkeypatch):
    """Has the function find these keys, and CloudFront know some of them."""

    def hold(keys, known):
        told = TOLD | {"publicKeys": {key_id: f"K-{key_id}" for key_id in known}}
        environment.setenv("DISTRIBUTION", json.dumps(told))
        files._settings.cache_clear()
        found = Keys(keys) if isinstance(keys, ring.Ring) else keys
        monkeypatch.setattr(kept, "of", {TOLD["keys"]: found}.__getitem__)

    return hold


@pytest.fixture
def content(api, held, rings):
    held(rings[0], rings[0].keys)
    return lambda **more: api("GET /files/{id}/content", upload=ID, **more)


def opened(url, keys):
    """Path and S3's parameters of what a URL opens."""
    known = {f"K-{key_id}": public(secret) for key_id, secret in keys.keys.items()}
    resource = urlsplit(verify(url, known, times.now().timestamp()))
    assert resource.netloc == "files.example.com"
    return resource.path, {name: value for name, (value,) in parse_qs(resource.query).items()}


def test_leads_to_the_pinned_version(content, rings):
    stored()
    answer = content()
    assert (answer.status, answer.text, answer.headers["cache-control"]) == (302, "", "no-store")
    star = "Men%C3%BC%20%E2%80%93%20plan+final%20%C3%BC%25.png"
    assert opened(answer.headers["location"], rings[0]) == (
        f"/{KEY}",
        {
            "versionId": "v/1+",
            "response-cache-control": "no-store",
            "response-content-type": "image/png",
            "response-content-disposition": f"inline; filename=\"Men_ _ plan+final __.png\"; filename*=UTF-8''{star}",
        },
    )


def test_what_was_made_of_it_may_be_kept_at_the_edge(content, rings):
    stored(processing=processed(variants={"text": TEXT}))
    path, told = opened(content(query="variant=text").headers["location"], rings[0])
    assert path == f"/{KEY}/1/text.txt"
    assert told.keys() == {"response-content-type", "response-content-disposition"}
    assert told["response-content-type"] == "application/octet-stream"


def test_a_url_lives_as_long_as_it_says(content):
    stored()
    answer = content(headers=JSON)
    expires = parse_qs(urlsplit(answer.json["url"]).query)["Expires"]
    assert [times.parse(answer.json["expiresAt"]).timestamp()] == [float(one) for one in expires]
    assert 290 < (times.parse(answer.json["expiresAt"]) - times.now()).total_seconds() <= 300


@pytest.mark.parametrize("known", ["old", "both"])
def test_a_new_key_does_not_sign_before_its_time(content, held, rings, known):
    first, waiting = rings
    held(waiting, first.keys if known == "old" else waiting.keys)
    stored()
    url = content().headers["location"]
    assert parse_qs(urlsplit(url).query)["Key-Pair-Id"] == [f"K-{first.current}"]
    assert opened(url, first)


def test_a_key_that_was_told_to_sign_too_early_does_not(content, held, rings):
    first, waiting = rings
    (new,) = waiting.keys.keys() - first.keys.keys()
    held(ring.Ring(new, waiting.keys), first.keys)
    stored()
    assert opened(content().headers["location"], first)


class Without(Keys):
    """No keys, for this reason."""

    def __init__(self, reason):
        super().__init__(ring.new())
        self.reason = reason

    def _kept(self, at):
        raise self.reason


@pytest.mark.parametrize(("reason", "code"), [(KeysMissing, "keys_missing"), (Busy, "busy")])
def test_without_keys_nothing_is_given_out(content, held, rings, reason, code):
    held(Without(reason), rings[0].keys)
    stored()
    answer = content(headers=JSON)
    assert (answer.status, answer.json["code"], "url" in answer.json) == (503, code, False)
    # Nor is S3 taken instead.
    assert "location" not in answer.headers


def test_with_keys_that_cloudfront_does_not_know_nothing_is_given_out(content, held, rings):
    held(rings[0], ring.new().keys)
    stored()
    assert (content().status, content().json["code"]) == (503, "keys_missing")


@pytest.mark.parametrize(
    ("status", "run", "code"),
    [
        (Status.PENDING, None, 409),
        (Status.UPLOADED, None, 409),
        (Status.QUARANTINED, processed(scan=INFECTED), 409),
        (Status.COMPLETED, processed(scan=None), 409),
        (Status.REJECTED, None, 409),
        (Status.DELETED, processed(), 410),
    ],
)
def test_nothing_is_signed_that_may_not_be_read(content, status, run, code):
    stored(status, run)
    answer = content(headers=JSON)
    assert answer.status == code
    assert not any(name in answer.text + str(answer.headers) for name in OWN)


def test_foreign_is_missing(content):
    stored()
    assert content(claims=BOB).status == 404


def test_a_distribution_is_whole_or_none():
    assert edge.parse("null") is None
    assert edge.parse(json.dumps(TOLD | {"publicKeys": {"a": "K1"}})) == edge.Distribution(
        "files.example.com", "/inlet-unit/cdn-keys", {"a": "K1"}
    )
    for wrong in (TOLD, TOLD | {"host": ""}, TOLD | {"keys": ""}):
        with pytest.raises(Malformed):
            edge.parse(json.dumps(wrong))
