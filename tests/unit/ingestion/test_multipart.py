"""Files in parts: announced, sent in any order, joined once, or given up."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from common import aws, catalog
from common.files import Arrival
from common.lifecycle import Status
from tests.unit.cloud import NOW
from tests.unit.ingestion.conftest import before_call, rules
from tests.unit.ingestion.multipart import BODIES, BUCKET, ID, KEY, VIDEO, announced, sender, sent

__all__ = ["announced", "sender", "sent"]

SHA, OTHER = "ab" * 32, "cd" * 32


def etags(sender):
    return [{"partNumber": one["partNumber"], "etag": one["etag"]} for one in sender.parts().json["uploaded"]]


def code(answer):
    return (answer.status, answer.json["code"])


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


def test_joins_what_s3_lists(sent):
    answer = sent.complete()
    assert (answer.status, answer.json["status"], answer.json["fileId"]) == (200, "pending", ID)
    assert answer.headers["retry-after"] == "5"
    assert (sent.content, sent.begun) == (b"".join(BODIES), [])


@pytest.mark.parametrize("order", [1, -1])
def test_joins_what_the_client_names_in_any_order(sent, order):
    assert sent.complete(parts=etags(sent)[::order]).status == 200
    assert sent.content == b"".join(BODIES)


def test_etags_may_come_in_their_quotes(sent):
    quoted = [one | {"etag": f'"{one["etag"]}"'} for one in etags(sent)]
    assert sent.complete(parts=quoted).status == 200


def test_the_size_is_told_to_s3_and_nothing_is_overwritten(sent):
    told = []
    with before_call("CompleteMultipartUpload", lambda params, **_: told.append(params["headers"])):
        sent.complete()
    assert (told[0]["x-amz-mp-object-size"], told[0]["If-None-Match"]) == ("1300", "*")


def test_missing_parts_are_named(announced):
    assert (code(announced.complete()), len(rules(announced.complete()))) == ((409, "upload_incomplete"), 3)
    announced.send(1, 3)
    answer = announced.complete()
    assert (code(answer), rules(answer)) == ((409, "upload_incomplete"), [("/parts/2", "missing")])
    answer = announced.complete(parts=[*etags(announced), {"partNumber": 2, "etag": "x"}])
    assert (code(answer), rules(answer)) == ((409, "upload_incomplete"), [("/parts/2", "missing")])
    assert announced.content is None
    announced.send(2)
    assert announced.complete().status == 200


def test_parts_that_are_not_as_named_are_named(sent):
    wrong = etags(sent)
    wrong[1]["etag"] = "0" * 32
    answer = sent.complete(parts=wrong)
    assert (code(answer), rules(answer)) == ((409, "part_mismatch"), [("/parts/2", "etag")])
    sent.send(1, body=b"x" * 599)
    answer = sent.complete()
    assert (code(answer), rules(answer)) == ((409, "part_mismatch"), [("/parts/1", "size")])
    assert sent.content is None


BAD_PARTS = [
    # body                                                             faults
    ({"parts": []}, [("/parts", "minItems")]),
    ({"parts": [{}]}, [("/parts/0/etag", "required"), ("/parts/0/partNumber", "required")]),
    ({"parts": [{"partNumber": 4, "etag": "a"}]}, [("/parts/0/partNumber", "maximum")]),
    ({"parts": [{"partNumber": 0, "etag": "a"}]}, [("/parts/0/partNumber", "minimum")]),
    ({"parts": [{"partNumber": 1, "etag": "a"}] * 2}, [("/parts/1/partNumber", "duplicate")]),
    ({"parts": [{"partNumber": 1, "etag": ""}]}, [("/parts/0/etag", "pattern")]),
    ({"parts": [{"partNumber": 1, "etag": "<x>"}]}, [("/parts/0/etag", "pattern")]),
    ({"parts": [{"partNumber": 1, "etag": 1}]}, [("/parts/0/etag", "type")]),
    ({"parts": [{"partNumber": 1, "etag": "a", "size": 1}]}, [("/parts/0/size", "unknown")]),
    ({"sha256": SHA.upper()}, [("/sha256", "pattern")]),
    ({"size": 1300}, [("/size", "unknown")]),
]


@pytest.mark.parametrize(("body", "faults"), BAD_PARTS)
def test_says_what_is_wrong_and_joins_nothing(sent, body, faults):
    answer = sent.complete(**body)
    assert (code(answer), rules(answer)) == ((400, "invalid_request"), faults)
    assert sent.content is None


def test_again_answers_the_same_and_makes_no_second_version(sent):
    first, again = sent.complete(), sent.complete(parts=[{"partNumber": 1, "etag": "x"}])
    assert (first.status, first.json) == (again.status, again.json)
    assert len(aws.s3().list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]) == 1
    assert code(sent.parts(1)) == (409, "upload_settled")


@pytest.mark.parametrize("status", [Status.UPLOADED, Status.REJECTED, Status.EXPIRED])
def test_what_has_come_further_is_told_so(sent, status):
    sent.complete()
    arrival = Arrival("v", "e", 1300, NOW) if status is Status.UPLOADED else None
    catalog.move("catalog", sent.row, status, by="logger", at=NOW, arrival=arrival)
    answer = sent.complete()
    if arrival:
        assert (answer.status, answer.json["status"]) == (200, "uploaded")
    else:
        assert code(answer) == (409, "upload_settled")
    assert code(sent.parts(1)) == (409, "upload_settled")
    (again,) = sent.announce().json["uploads"]
    assert again == {"fileId": ID, "filename": "a.mp4", "status": status.value}


def test_parts_that_s3_dropped_end_the_upload(sent):
    aws.s3().abort_multipart_upload(Bucket=BUCKET, Key=KEY, UploadId=sent.row.multipart_id)
    assert code(sent.complete()) == (409, "upload_settled")
    assert code(sent.parts(1)) == (409, "upload_settled")


def test_an_object_of_other_origin_stays(sent):
    aws.s3().put_object(Bucket=BUCKET, Key=KEY, Body=b"another")
    assert code(sent.complete()) == (409, "upload_settled")
    assert sent.content == b"another"


@pytest.mark.parametrize("failure", ["SlowDown", "InvalidPart", "ConditionalRequestConflict", None])
def test_what_passes_may_be_tried_again(sent, failure):
    def refuse(**_):
        if failure:
            raise ClientError({"Error": {"Code": failure}}, "CompleteMultipartUpload")
        raise ReadTimeoutError(endpoint_url="https://s3")

    with before_call("CompleteMultipartUpload", refuse):
        answer = sent.complete()
    assert (code(answer), answer.headers["retry-after"]) == ((503, "busy"), "1")
    assert sent.complete().status == 200


def test_giving_up_drops_the_parts(sent, api):
    assert api("DELETE /uploads/{id}", upload=ID).status == 204
    assert (sent.begun, sent.row.status) == ([], Status.ABORTED)
    assert api("DELETE /uploads/{id}", upload=ID).status == 204
    assert code(sent.complete()) == (409, "upload_settled")
    assert code(sent.parts()) == (409, "upload_settled")


def test_files_sent_as_a_whole_have_no_parts(api, bucket):
    api("POST /uploads", body={"files": [VIDEO | {"method": "PUT"}]})
    for route in ("POST /uploads/{id}/parts", "POST /uploads/{id}/complete"):
        assert code(api(route, upload=ID)) == (409, "not_multipart")


CHECKSUMS = [
    # promised     at the end     answer                         is then promised
    (None, None, 200, None),
    (None, SHA, 200, SHA),
    (SHA, None, 200, SHA),
    (SHA, SHA, 200, SHA),
    (SHA, OTHER, 409, SHA),
]


@pytest.mark.parametrize(("promised", "given", "status", "kept"), CHECKSUMS)
def test_a_checksum_may_be_promised_at_the_end(sender, promised, given, status, kept):
    wish = {"sha256": promised} if promised else {}
    sender.announce(**wish)
    sender.send(1, 2, 3)
    answer = sender.complete(**({"sha256": given} if given else {}))
    assert (answer.status, sender.row.sha256) == (status, kept)
    if status == 409:
        assert answer.json["code"] == "checksum_conflict"
        assert sender.content is None
    else:
        assert sender.announce(**wish).status == 201


def test_of_two_checksums_at_the_end_the_first_counts(sent):
    assert sent.complete(sha256=SHA).status == 200
    assert code(sent.complete(sha256=OTHER)) == (409, "checksum_conflict")
    assert sent.complete(sha256=SHA).status == 200
    assert sent.row.sha256 == SHA


def test_a_checksum_that_comes_after_the_object_was_taken_is_too_late(sent):
    sent.complete()
    catalog.move("catalog", sent.row, Status.UPLOADED, by="logger", at=NOW, arrival=Arrival("v", "e", 1300, NOW))
    assert code(sent.complete(sha256=SHA)) == (409, "checksum_conflict")


def test_a_checksum_that_comes_before_the_object_was_taken_counts(sent):
    sent.complete()
    assert sent.complete(sha256=SHA).status == 200
    assert sent.row.sha256 == SHA


def test_missing_parts_promise_no_checksum(announced):
    assert code(announced.complete(sha256=SHA)) == (409, "upload_incomplete")
    assert announced.row.sha256 is None
