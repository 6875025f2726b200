"""Files in parts: how they are announced, and their parts signed and listed."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from common import aws
from tests.unit.ingestion.conftest import before_call, rules
from tests.unit.ingestion.multipart import ID, KEY, VIDEO, announced, code, sender, sent

__all__ = ["announced", "sender", "sent"]

METHODS = [
    # size                method       is sent by
    (1, None, "PUT"),
    (5_242_880, None, "PUT"),
    (5_242_881, None, "MULTIPART"),
    (100_000_000, None, "MULTIPART"),
    (100_000_001, None, "MULTIPART"),
    (100_000_000, "PUT", "PUT"),
    (1, "MULTIPART", "MULTIPART"),
    (10**12, "MULTIPART", "MULTIPART"),
]


@pytest.mark.parametrize(("size", "method", "expected"), METHODS)
def test_large_files_are_sent_in_parts_unless_told_otherwise(api, bucket, size, method, expected):
    wish = {"filename": "a.mp4", "contentType": "video/mp4", "size": size} | ({"method": method} if method else {})
    (upload,) = api("POST /uploads", body={"files": [wish]}).json["uploads"]
    assert upload["method"] == expected
    assert ("url" in upload, "parts" in upload) == (expected == "PUT", expected == "MULTIPART")


def test_says_how_the_file_is_cut_and_where_its_parts_go(announced):
    (upload,) = announced.announce().json["uploads"]
    assert {name: upload[name] for name in ("fileId", "status", "method", "partSize", "partCount")} == {
        "fileId": ID,
        "status": "pending",
        "method": "MULTIPART",
        "partSize": 600,
        "partCount": 3,
    }
    assert [(part["partNumber"], part["headers"]) for part in upload["parts"]] == [(1, {}), (2, {}), (3, {})]
    url = urlsplit(upload["parts"][1]["url"])
    query = parse_qs(url.query)
    assert url.path == f"/{KEY}"
    assert (query["partNumber"], query["uploadId"]) == (["2"], [announced.row.multipart_id])
    assert (query["X-Amz-SignedHeaders"], query["X-Amz-Expires"]) == (["content-length;host"], ["900"])


def test_no_checksum_is_demanded_of_parts_and_the_type_is_the_promised_one(sender):
    begun = []
    with before_call("CreateMultipartUpload", lambda params, **_: begun.append(params["headers"])):
        sender.announce()
    (headers,) = begun
    assert headers["Content-Type"] == "video/mp4"
    assert not [name for name in headers if "checksum" in name.lower()]


def test_a_hundred_urls_at_most_over_all_files(sender):
    def video(size):
        return VIDEO | {"size": size, "fileId": str(uuid.uuid4())}

    answer = sender.announce(video(600 * 90), video(600 * 30), video(600), video(600), size=600 * 5)
    assert answer.status == 201
    shown = [(one["partCount"], len(one["parts"])) for one in answer.json["uploads"]]
    assert shown == [(5, 5), (90, 90), (30, 5), (1, 0), (1, 0)]


def test_the_same_again_goes_on_with_the_same_parts(sent):
    first = sent.row.multipart_id
    (again,) = sent.announce().json["uploads"]
    assert (again["status"], sent.row.multipart_id, sent.begun) == ("pending", first, [first])
    assert len(sent.parts().json["uploaded"]) == 3


@pytest.mark.parametrize("other", [{"method": "PUT"}, {"size": 1301}])
def test_another_method_or_size_is_another_promise(announced, other):
    assert code(announced.announce(**other)) == (409, "upload_conflict")


def test_signs_any_parts_again_and_lists_those_that_s3_has(announced):
    announced.send(2)
    answer = announced.parts(3, 1)
    assert answer.headers["cache-control"] == "no-store"
    assert [part["partNumber"] for part in answer.json["parts"]] == [3, 1]
    assert "expiresAt" in answer.json
    (stored,) = answer.json["uploaded"]
    assert (stored["partNumber"], stored["size"]) == (2, 600)
    assert '"' not in stored["etag"]


@pytest.mark.parametrize("body", [None, {}, {"partNumbers": []}])
def test_asked_for_no_parts_it_only_lists(announced, api, body):
    answer = api("POST /uploads/{id}/parts", upload=ID, body=body)
    assert (answer.status, answer.json["parts"], answer.json["partCount"]) == (200, [], 3)


def test_all_pages_of_the_list_are_read(sent):
    """Here of one part each: S3's own have a thousand."""
    pages = []

    def small(params, **_):
        pages.append(params.get("PartNumberMarker"))
        return params | {"MaxParts": 1}

    events, name = aws.s3().meta.events, "provide-client-params.s3.ListParts"
    events.register(name, small)
    try:
        assert [part["partNumber"] for part in sent.parts().json["uploaded"]] == [1, 2, 3]
    finally:
        events.unregister(name, small)
    assert pages == [None, 1, 2]


BAD_NUMBERS = [
    # body                                              faults
    ({"partNumbers": [0]}, [("/partNumbers/0", "minimum")]),
    ({"partNumbers": [4]}, [("/partNumbers/0", "maximum")]),
    ({"partNumbers": [1, 10_001]}, [("/partNumbers/1", "maximum")]),
    ({"partNumbers": [1, 2, 1]}, [("/partNumbers/2", "duplicate")]),
    ({"partNumbers": ["1"]}, [("/partNumbers/0", "type")]),
    ({"partNumbers": [1.5]}, [("/partNumbers/0", "type")]),
    ({"partNumbers": [True]}, [("/partNumbers/0", "type")]),
    ({"partNumbers": list(range(1, 102))}, [("/partNumbers", "maxItems")]),
    ({"partNumbers": None}, [("/partNumbers", "type")]),
    ({"parts": [1]}, [("/parts", "unknown")]),
    ([], [("", "type")]),
]


@pytest.mark.parametrize(("body", "faults"), BAD_NUMBERS)
def test_says_which_part_numbers_are_wrong(announced, api, body, faults):
    answer = api("POST /uploads/{id}/parts", upload=ID, body=body)
    assert (code(answer), rules(answer)) == ((400, "invalid_request"), faults)


def test_signing_parts_is_a_sign_of_life(announced):
    before = announced.row.signed_at
    announced.parts(1, at=1_790_000_060)
    assert announced.row.signed_at == before
    announced.parts(1, at=1_790_003_600)
    assert announced.row.signed_at > before
