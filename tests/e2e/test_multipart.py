"""Files in parts over real HTTP: joined in any order, again and at once, given up, expired."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.cloud import key_of
from tests.e2e.parts import BODY, PART, announced, listed, put

SMALL = b"one part only"
SHA, OTHER = hashlib.sha256(SMALL).hexdigest(), "ab" * 32


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


@pytest.mark.parametrize(
    ("promised", "at_the_end", "status"),
    [
        (SHA, None, "uploaded"),
        (None, SHA, "uploaded"),
        (SHA, SHA, "uploaded"),
        (OTHER, None, "rejected"),
        (None, OTHER, "rejected"),
    ],
)
def test_a_checksum_is_kept_whenever_it_was_promised(alice, promised, at_the_end, status):
    sending = announced(alice, SMALL, **({"sha256": promised} if promised else {}))
    sending.send()
    assert sending.complete(**({"sha256": at_the_end} if at_the_end else {})).status_code == 200
    upload = alice.settled(sending.id)
    assert (upload["status"], upload["reasonCode"]) == (status, None if status == "uploaded" else "checksum_mismatch")
    again = sending.complete(sha256=promised or at_the_end)
    assert again.status_code == (200 if status == "uploaded" else 409)


def test_another_checksum_at_the_end_is_a_conflict(alice, cloud):
    sending = announced(alice, SMALL, sha256=SHA)
    sending.send()
    assert sending.errors(sending.complete(sha256=OTHER)) == (409, "checksum_conflict", [])
    assert cloud.versions(sending.key) == []
    assert sending.complete(sha256=SHA).status_code == 200


def test_large_files_are_sent_in_parts_without_asking(alice):
    film = {"filename": "film.mp4", "contentType": "video/mp4"}
    signed = alice.sign(**film, size=1_990_000_000)
    assert (signed["method"], signed["partSize"], signed["partCount"]) == ("MULTIPART", PART, 238)
    assert [part["partNumber"] for part in signed["parts"]] == list(range(1, 101))
    later = alice("POST", f"/uploads/{signed['fileId']}/parts", json={"partNumbers": [238, 101]}).json()
    assert [part["partNumber"] for part in later["parts"]] == [238, 101]
    assert alice("DELETE", f"/uploads/{signed['fileId']}").status_code == 204
    refused = alice("POST", "/uploads", json={"files": [film | {"size": 100_000_001, "method": "PUT"}]})
    assert refused.json()["errors"] == [{"pointer": "/files/0/size", "rule": "too_large"}]


def test_a_hundred_files_in_one_request(alice, cloud):
    film = {"filename": "film.mp4", "contentType": "video/mp4", "size": 2 * PART}
    uploads = alice("POST", "/uploads", json={"files": [film] * 100}).json()["uploads"]
    assert [len(upload["parts"]) for upload in uploads] == [2] * 50 + [0] * 50
    tenant = key_of(uploads[0]["parts"][0]["url"]).partition("/")[0]
    for upload in uploads:
        assert len(multiparts(cloud, f"{tenant}/{upload['fileId']}")) == 1


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
