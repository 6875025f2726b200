"""Files as fields of forms, over real HTTP: what S3 takes of them, and what it refuses."""

import hashlib
from typing import Any

import pytest
import requests

from tests.e2e.cloud import eventually

FORM = {"filename": "a.txt", "contentType": "text/plain", "method": "POST"}


def announced(api, **file):
    """A file that is to come by a form; without a size unless one is given."""
    answer = api("POST", "/uploads", json={"files": [FORM | file]})
    assert answer.status_code == 201, answer.text
    return answer.json()["uploads"][0]


def send(signed, body=b"hello", name="file", **changes):
    """Sends the form, with fields added, replaced or (None) left out."""
    fields = signed["fields"] | {field.replace("_", "-"): value for field, value in changes.items()}
    content: dict[str, Any] = {field: (None, value) for field, value in fields.items() if value is not None}
    if name:
        content[name] = ("C:\\any name.bin", body)
    return requests.post(signed["url"], files=content, timeout=30)


def arrived(cloud, signed):
    return cloud.versions(signed["fields"]["key"])


@pytest.mark.parametrize("size", [5, None])
def test_a_form_brings_the_file(alice, cloud, size):
    signed = announced(alice, **({"size": size} if size else {}))
    sent = send(signed)
    assert sent.status_code == 201, sent.text
    upload = alice.settled(signed["fileId"])
    assert (upload["status"], upload["size"], upload["contentType"]) == ("uploaded", 5, "text/plain")
    (fact,) = cloud.facts(signed["fields"]["key"])
    assert fact["eventName"] == "ObjectCreated:Post"


REFUSED = [
    # what is otherwise than signed                                   S3 answers
    ({"body": b"hello!"}, 400),
    ({"body": b"hell"}, 400),
    ({"body": b""}, 400),
    ({"name": None}, 400),
    ({"name": "upload"}, 400),
    ({"key": "t-00000000000000000000000000000000/another"}, 403),
    ({"key": "${filename}"}, 403),
    ({"Content_Type": "text/html"}, 403),
    ({"Content_Type": None}, 403),
    ({"success_action_status": "200"}, 403),
    ({"x_amz_meta_note": "extra"}, 403),
    ({"acl": "public-read"}, 403),
    ({"x_amz_tagging": "verdict=clean"}, 403),
    ({"note": "extra"}, 403),
    ({"policy": None}, 400),
    ({"policy": "e30="}, 403),
    ({"x_amz_signature": "0" * 64}, 403),
    ({"x_amz_checksum_sha256": None}, 403),
    ({"x_amz_checksum_sha256": "AAAA"}, 403),
]


@pytest.mark.parametrize(("changes", "status"), REFUSED)
def test_only_what_was_promised(alice, cloud, changes, status):
    signed = announced(alice, size=5, sha256=hashlib.sha256(b"hello").hexdigest())
    sent = send(signed, **changes)
    assert sent.status_code == status, sent.text
    assert arrived(cloud, signed) == []


def test_without_a_size_it_takes_one_byte_up_to_the_limit(alice, cloud):
    signed = announced(alice, filename="a.png", contentType="image/png")
    assert send(signed, b"").status_code == 400
    assert send(signed, bytes(50_000_001)).status_code == 400
    assert arrived(cloud, signed) == []
    assert send(signed, b"x").status_code == 201


def test_sent_twice_the_first_counts(alice, cloud):
    """S3 cannot keep a form from overwriting: the second version is refused on arrival."""
    signed = announced(alice, size=5)
    assert send(signed).status_code == 201
    alice.settled(signed["fileId"])
    (first,) = arrived(cloud, signed)
    assert send(signed, b"jello").status_code == 201
    eventually(lambda: len(cloud.decisions(signed["fields"]["key"])) == 2)
    eventually(lambda: arrived(cloud, signed) == [first])
    assert alice.upload(signed["fileId"])["status"] == "uploaded"


@pytest.mark.parametrize(("seconds", "status"), [(-60, 403), (60, 201)])
def test_expired_it_takes_nothing(alice, cloud, seconds, status):
    """The same policy with another end, by root: nobody waits a quarter of an hour for the API's own."""
    signed = announced(alice, size=5)
    fields = {name: signed["fields"][name] for name in ("Content-Type", "success_action_status")}
    conditions = [{name: value} for name, value in fields.items()] + [["content-length-range", 5, 5]]
    other = cloud.root("s3").generate_presigned_post(
        cloud.outputs["uploads_bucket"], signed["fields"]["key"], fields, conditions, ExpiresIn=seconds
    )
    assert send(other).status_code == status
    assert len(arrived(cloud, signed)) == (status == 201)
