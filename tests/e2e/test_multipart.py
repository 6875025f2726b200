"""Files in parts over real HTTP: as they should be, and as they should not."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.cloud import Api
from tests.e2e.conftest import signed_in
from tests.e2e.parts import BODY, PART, announced, put

SMALL = b"one part only"


def listed(etags):
    return [{"partNumber": number, "etag": etag} for number, etag in etags.items()]


def multiparts(cloud, key):
    found = cloud.root("s3").list_multipart_uploads(Bucket=cloud.outputs["uploads_bucket"], Prefix=key)
    return [one["UploadId"] for one in found.get("Uploads", [])]


def downloaded(cloud, key):
    return cloud.root("s3").get_object(Bucket=cloud.outputs["uploads_bucket"], Key=key)["Body"].read()


def test_parts_in_any_order_arrive_as_one_file(alice, cloud):
    sending = announced(alice)
    assert len(sending.parts) == 4
    etags = sending.send(3, 1)
    found = sending.sign(2).json()
    assert [(part["partNumber"], part["size"]) for part in found["uploaded"]] == [(1, PART), (3, PART)]
    sending.send(1)  # again, as after an answer that was lost
    etags |= sending.send(4)
    assert put(found["parts"][0], sending.slice(2)).status_code == 200
    etags[2] = f'"{hashlib.md5(sending.slice(2)).hexdigest()}"'

    answer = sending.complete(parts=listed(etags))
    assert (answer.status_code, answer.json()["fileId"]) == (200, sending.id)
    upload = alice.settled(sending.id)
    assert (upload["status"], upload["size"], upload["contentType"]) == ("uploaded", len(BODY), "video/mp4")
    assert downloaded(cloud, sending.key) == BODY
    (fact,) = cloud.facts(sending.key)
    assert fact["eventName"] == "ObjectCreated:CompleteMultipartUpload"
    assert multiparts(cloud, sending.key) == []


def test_what_s3_lists_is_joined_without_a_word(alice, cloud):
    sending = announced(alice, SMALL)
    sending.send()
    assert sending.complete().status_code == 200
    assert alice.settled(sending.id)["status"] == "uploaded"
    assert downloaded(cloud, sending.key) == SMALL


def test_large_files_are_sent_in_parts_without_asking(alice):
    film = {"filename": "film.mp4", "contentType": "video/mp4"}
    signed = alice.sign(**film, size=20_000_000_000)
    assert (signed["method"], signed["partSize"], signed["partCount"]) == ("MULTIPART", PART, 2385)
    assert [part["partNumber"] for part in signed["parts"]] == list(range(1, 101))
    later = alice("POST", f"/uploads/{signed['fileId']}/parts", json={"partNumbers": [2385, 101]}).json()
    assert [part["partNumber"] for part in later["parts"]] == [2385, 101]
    assert alice("DELETE", f"/uploads/{signed['fileId']}").status_code == 204
    refused = alice("POST", "/uploads", json={"files": [film | {"size": 100_000_001, "method": "PUT"}]})
    assert refused.json()["errors"] == [{"pointer": "/files/0/size", "rule": "too_large"}]


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


def test_joined_again_and_at_the_same_time_is_joined_once(alice, cloud):
    sending = announced(alice)
    sending.send()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: sending.complete(), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert sending.complete().status_code == 200
    assert alice.settled(sending.id)["status"] == "uploaded"
    assert (sending.complete().status_code, sending.complete().json()["status"]) == (200, "uploaded")
    assert len(cloud.versions(sending.key)) == 1
    assert sending.errors(sending.sign(1)) == (409, "upload_settled", [])


def test_announced_at_the_same_time_it_has_one_multipart_upload(alice, cloud):
    file_id = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        many = list(pool.map(lambda _: announced(alice, SMALL, fileId=file_id), range(8)))
    assert len(multiparts(cloud, many[0].key)) == 1
    assert len({sending.parts[1]["url"].partition("uploadId=")[2].partition("&")[0] for sending in many}) == 1
    many[0].send()
    assert many[1].complete().status_code == 200


def test_given_up_its_parts_are_gone(alice, cloud):
    sending = announced(alice)
    sending.send(1)
    assert alice("DELETE", f"/uploads/{sending.id}", json={"reason": "no more room"}).status_code == 204
    assert multiparts(cloud, sending.key) == []
    assert put(sending.parts[2], sending.slice(2)).status_code == 404
    for answer in (sending.complete(), sending.sign(2)):
        assert sending.errors(answer) == (409, "upload_settled", [])
    assert cloud.versions(sending.key) == []


def test_expired_its_parts_are_gone(alice, cloud, long_ago):
    sending, alive = announced(alice), announced(alice)
    sending.send(1)
    long_ago(sending.key)
    long_ago(alive.key)
    assert alive.sign(1).status_code == 200  # a sign of life
    orphan = cloud.root("s3").create_multipart_upload(
        Bucket=cloud.outputs["uploads_bucket"], Key=f"{uuid.uuid4()}/nobody's"
    )
    cloud.invoke("sweeper", {})
    assert alice.upload(sending.id)["status"] == "expired"
    assert multiparts(cloud, sending.key) == multiparts(cloud, orphan["Key"]) == []
    assert sending.errors(sending.complete()) == (409, "upload_settled", [])
    assert (alice.upload(alive.id)["status"], len(multiparts(cloud, alive.key))) == ("pending", 1)


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
