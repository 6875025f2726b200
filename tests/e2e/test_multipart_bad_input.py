"""Files in parts as they should not be: other sizes, URLs, numbers and ETags, and people who may not (any more)."""

import uuid

import pytest

from tests.e2e.cloud import Api
from tests.e2e.conftest import signed_in
from tests.e2e.parts import BODY, PART, announced, listed, put

SMALL = b"one part only"


@pytest.mark.parametrize(
    "body", [b"", BODY[: PART - 1], BODY[: PART + 1], BODY[-8:]], ids=["empty", "short", "long", "another part's"]
)
def test_s3_takes_a_part_only_with_its_size(alice, cloud, body):
    sending = announced(alice)
    assert put(sending.parts[1], body).status_code == 403
    assert sending.sign().json()["uploaded"] == []


def test_a_url_is_good_for_its_part_alone(alice):
    sending, other = announced(alice), announced(alice)
    url = sending.parts[1]["url"]
    multipart_id = url.partition("uploadId=")[2].partition("&")[0]
    others = other.parts[1]["url"].partition("uploadId=")[2].partition("&")[0]
    for changed in (
        url.replace("partNumber=1&", "partNumber=2&"),
        url.replace(multipart_id, others),
        url.replace(sending.key, other.key),
        url[:-1] + ("1" if url.endswith("0") else "0"),
    ):
        assert put({"url": changed, "headers": {}}, sending.slice(2)).status_code == 403
    assert sending.sign().json()["uploaded"] == other.sign().json()["uploaded"] == []


def test_missing_and_different_parts_are_named(alice, cloud):
    sending = announced(alice)
    etags = sending.send(1, 4)
    missing = (409, "upload_incomplete", ["/parts/2 missing", "/parts/3 missing"])
    assert sending.errors(sending.complete()) == missing
    assert sending.errors(sending.complete(parts=listed(etags))) == missing
    forged = listed(etags | {2: "0" * 32, 3: "0" * 32})
    assert sending.errors(sending.complete(parts=forged)) == missing
    etags |= sending.send(2, 3)
    wrong = listed(etags | {2: etags[1], 4: "0" * 32})
    assert sending.errors(sending.complete(parts=wrong)) == (409, "part_mismatch", ["/parts/2 etag", "/parts/4 etag"])
    repeated = [*listed(etags), *listed({1: etags[1]})]
    assert sending.errors(sending.complete(parts=repeated)) == (
        400,
        "invalid_request",
        ["/parts/4/partNumber duplicate"],
    )
    assert cloud.versions(sending.key) == []
    assert sending.complete(parts=listed(etags)[::-1]).status_code == 200


def test_part_numbers_are_those_of_the_file(alice):
    sending = announced(alice)
    for numbers, faults in (
        ([0], ["/partNumbers/0 minimum"]),
        ([5], ["/partNumbers/0 maximum"]),
        ([1, 1], ["/partNumbers/1 duplicate"]),
        (["1"], ["/partNumbers/0 type"]),
        (list(range(1, 102)), ["/partNumbers maxItems"]),
    ):
        assert sending.errors(sending.sign(*numbers)) == (400, "invalid_request", faults)


def test_who_is_removed_meanwhile_cannot_go_on(cloud, people):
    # Who is in several tenants has to name one: nobody else's tests want that.
    owner, guest = [signed_in(cloud, people(f"{name}-{uuid.uuid4().hex[:8]}")) for name in ("frank", "grace")]
    tenant = owner("POST", "/tenants", json={"name": "Films"}).json()["id"]
    user = guest("GET", "/tenants").json()["userId"]
    there = [Api(api.url, api.token, tenant) for api in (owner, guest)]
    assert owner("PUT", f"/tenants/{tenant}/members/{user}", json={"role": "member"}).status_code == 200
    assert there[0]("PUT", f"/projects/default/members/{user}").status_code == 200
    sending = announced(there[1], SMALL)
    sending.send()
    assert there[0]("DELETE", f"/projects/default/members/{user}").status_code == 204
    for answer in (sending.sign(1), sending.complete()):
        assert sending.errors(answer) == (404, "not_found", [])
    assert owner("DELETE", f"/tenants/{tenant}/members/{user}").status_code == 204
    for answer in (sending.sign(1), sending.complete()):
        assert sending.errors(answer) == (403, "tenant_forbidden", [])
    assert cloud.versions(sending.key) == []


def test_a_strangers_upload_is_not_there(alice, bob):
    sending = announced(alice, SMALL)
    tenant = sending.key.partition("/")[0]
    foreign, elsewhere = [
        type(sending)(api, sending.id, sending.key, SMALL, {}) for api in (bob, Api(bob.url, bob.token, tenant))
    ]
    for answer in (foreign.sign(1), foreign.complete()):
        assert foreign.errors(answer) == (404, "not_found", [])
    for answer in (elsewhere.sign(1), elsewhere.complete()):
        assert elsewhere.errors(answer) == (403, "tenant_forbidden", [])


def test_files_sent_as_a_whole_have_no_parts(alice):
    signed = alice.sign()
    for path in ("parts", "complete"):
        answer = alice("POST", f"/uploads/{signed['fileId']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_multipart")
