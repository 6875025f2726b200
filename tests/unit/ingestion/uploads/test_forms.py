"""Files as fields of forms: what their policies demand."""

import base64
import json
from typing import Any

import pytest

from tests.unit.ingestion.conftest import rules

FORM = {"filename": "a.png", "contentType": "image/png", "method": "POST"}
SHA = "ab" * 32
CHECKSUM = base64.b64encode(bytes.fromhex(SHA)).decode()


def announced(api, **file):
    (upload,) = api("POST /uploads", body={"files": [FORM | file]}).json["uploads"]
    return upload


def conditions(upload) -> list[Any]:
    return json.loads(base64.b64decode(upload["fields"]["policy"]))["conditions"]


def test_answers_the_fields_of_a_form(api):
    upload = announced(api, size=8)
    assert upload.keys() == {"fileId", "filename", "status", "method", "url", "fields", "expiresAt"}
    assert (upload["method"], upload["status"]) == ("POST", "pending")
    assert upload["url"] == "https://inlet-unit-uploads.s3.eu-central-1.amazonaws.com/"
    assert upload["fields"]["key"].endswith("/" + upload["fileId"])
    assert (upload["fields"]["Content-Type"], upload["fields"]["success_action_status"]) == ("image/png", "201")
    assert upload["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


RANGES = [
    # promised                                               bytes that S3 takes
    ({"size": 8}, [8, 8]),
    ({}, [1, 1000]),
    ({"filename": "a.mp4", "contentType": "video/mp4"}, [1, 100_000_000]),
]


@pytest.mark.parametrize(("file", "size"), RANGES)
def test_the_policy_names_all_that_the_form_carries(api, file, size):
    upload = announced(api, **file)
    named: dict[str, str] = {}
    for one in conditions(upload):
        named |= one if isinstance(one, dict) else {one[0]: one[1:]}
    assert named.pop("content-length-range") == size
    assert named.pop("bucket") == "inlet-unit-uploads"
    assert named.keys() | {"policy", "x-amz-signature"} == upload["fields"].keys()
    assert named.items() <= upload["fields"].items()


def test_a_promised_checksum_is_a_condition_and_a_field(api):
    upload = announced(api, size=8, sha256=SHA)
    for name, value in (("x-amz-checksum-algorithm", "SHA256"), ("x-amz-checksum-sha256", CHECKSUM)):
        assert upload["fields"][name] == value
        assert {name: value} in conditions(upload)


def test_the_policy_ends_when_the_answer_says(api):
    upload = announced(api)
    policy = json.loads(base64.b64decode(upload["fields"]["policy"]))
    assert policy["expiration"] >= upload["expiresAt"].replace(".000Z", "Z")


def test_the_same_again_is_the_same_upload_and_another_method_another(api):
    upload = announced(api)
    assert announced(api, fileId=upload["fileId"])["fields"]["key"] == upload["fields"]["key"]
    other = FORM | {"fileId": upload["fileId"], "method": "PUT", "size": 8}
    assert api("POST /uploads", body={"files": [other]}).json["code"] == "upload_conflict"


CASES = [
    # file                                                             faults
    (FORM | {"size": 1001}, [("/files/0/size", "too_large")]),
    (
        {"filename": "a.mp4", "contentType": "video/mp4", "method": "POST", "size": 100_000_001},
        [("/files/0/size", "too_large")],
    ),
    (FORM | {"size": 0}, [("/files/0/size", "minimum")]),
    (FORM | {"method": "PUT"}, [("/files/0/size", "required")]),
    (FORM | {"method": "MULTIPART"}, [("/files/0/size", "required")]),
    (FORM | {"method": "post", "size": 8}, [("/files/0/method", "enum")]),
    ({"filename": "a.png", "contentType": "image/png"}, [("/files/0/size", "required")]),
]


@pytest.mark.parametrize(("file", "faults"), CASES)
def test_only_a_form_may_go_without_a_size(api, file, faults):
    answer = api("POST /uploads", body={"files": [file]})
    assert (answer.status, rules(answer)) == (400, faults)
