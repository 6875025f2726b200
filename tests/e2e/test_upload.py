"""The main job: sign, send, arrive, be recorded."""

import base64
import hashlib
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from common import times
from tests.e2e.cloud import eventually, key_of, put


def test_one_line_signs_and_s3_takes_the_file(alice, cloud):
    answer = alice("GET", "/upload", params={"filename": "hello.txt", "contentType": "text/plain", "size": 5})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    signed = answer.json()
    assert put(signed, b"hello").status_code == 200

    upload = alice.settled(signed["fileId"])
    assert (upload["status"], upload["size"], upload["progress"]) == ("uploaded", 5, 50)
    assert times.parse(upload["requestedAt"]) <= times.parse(upload["uploadedAt"])

    key = key_of(signed["url"])
    row = cloud.catalogue(key)
    assert [row["versionId"]] == cloud.versions(key)
    assert "waitingIn" not in row


def test_the_audit_log_tells_what_happened(alice, cloud):
    signed = alice.sign(filename="Menü – plan+final ü%.png", contentType="image/png", size=5)
    response = put(signed, b"bytes")
    key = key_of(signed["url"])
    (fact,) = eventually(lambda: cloud.facts(key))
    (decision,) = eventually(lambda: cloud.decisions(key))
    assert fact["eventName"] == "ObjectCreated:Put"
    assert fact["etag"] == response.headers["ETag"].strip('"') == hashlib.md5(b"bytes").hexdigest()
    assert (fact["size"], fact["type"]) == ("5", "image/png")
    assert fact["versionId"] == response.headers["x-amz-version-id"]
    assert {"sequencer", "who", "where", "eventTime", "recordedAt", "tenantId", "fileId"} <= fact.keys()
    assert fact["correlationId"] == cloud.catalogue(key)["correlationId"]
    assert (decision["verdict"], decision["by"]) == ("admitted", "logger")


def test_many_at_once_each_with_its_checksum(alice):
    bodies = [f"file {number}".encode() for number in range(20)]
    files = [
        {
            "filename": f"{number}.txt",
            "contentType": "text/plain",
            "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "tags": ["e2e", "Prüfung"],
            "metadata": {"number": str(number)},
        }
        for number, body in enumerate(bodies)
    ]
    uploads = alice("POST", "/uploads", json={"files": files}).json()["uploads"]
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(put, uploads, bodies))
    assert {response.status_code for response in sent} == {200}
    assert {alice.settled(upload["fileId"])["status"] for upload in uploads} == {"uploaded"}


def test_the_same_request_at_the_same_time_is_one_upload(alice, cloud):
    body = {
        "files": [
            {"filename": "a.txt", "contentType": "text/plain", "size": 5, "fileId": str(uuid.uuid4())} for _ in range(3)
        ]
    }
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: alice("POST", "/uploads", json=body), range(12)))
    assert {answer.status_code for answer in answers} == {201}
    ids = {json.dumps([upload["fileId"] for upload in answer.json()["uploads"]]) for answer in answers}
    assert len(ids) == 1
    # Each of the answers' URLs works, and S3 lets only the first through.
    urls = [answer.json()["uploads"][0] for answer in answers]
    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(response.status_code for response in pool.map(lambda one: put(one, b"hello"), urls))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 412}
    assert len(cloud.versions(key_of(urls[0]["url"]))) == 1


def test_the_same_id_with_another_promise_is_a_conflict(alice):
    signed = alice.sign()
    wish = {"filename": "a.txt", "contentType": "text/plain", "size": 6, "fileId": signed["fileId"]}
    answer = alice("POST", "/uploads", json={"files": [wish]})
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_conflict")


def test_an_upload_given_up_takes_nothing_any_more(alice, cloud):
    signed = alice.sign()
    assert alice("DELETE", f"/uploads/{signed['fileId']}", json={"reason": "network timeout"}).status_code == 204
    assert put(signed, b"hello").status_code == 200  # S3 cannot know
    key = key_of(signed["url"])
    eventually(lambda: cloud.decisions(key) and not cloud.versions(key))
    assert alice.upload(signed["fileId"])["status"] == "aborted"
    (decision,) = cloud.decisions(key)
    assert (decision["verdict"], decision["reasonCode"]) == ("rejected", "aborted")


def test_an_unchanged_answer_is_not_sent_again(alice):
    file_id = alice.sign()["fileId"]
    tag = alice("GET", f"/uploads/{file_id}").headers["etag"]
    again = alice("GET", f"/uploads/{file_id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs", "/.well-known/oauth-protected-resource"])
def test_what_is_public_needs_no_token(anyone, path):
    assert anyone("GET", path).status_code == 200


def test_a_checksum_is_signed_as_s3_wants_it(alice):
    signed = alice.sign(sha256=hashlib.sha256(b"hello").hexdigest())
    assert base64.b64decode(signed["headers"]["x-amz-checksum-sha256"]) == hashlib.sha256(b"hello").digest()
