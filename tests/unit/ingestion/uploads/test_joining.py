"""The end of a file in parts: joined once, named what is missing or different, or given up."""

from threading import Event

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from common import aws
from common.files import catalog
from common.files.file import Arrival
from common.files.lifecycle import Status
from ingestion.uploads import multiparts
from tests.unit.cloud import NOW
from tests.unit.ingestion.conftest import before_call, rules
from tests.unit.ingestion.multipart import BODIES, BUCKET, ID, KEY, VIDEO, announced, code, etags, sender, sent

__all__ = ["announced", "sender", "sent"]


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
    ({"sha256": "AB" * 32}, [("/sha256", "pattern")]),
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


def test_s3_keeps_nobody_waiting_for_longer_than_the_api_may_take(sent, monkeypatch):
    """Its white space keeps the connection alive while it joins."""
    answered = Event()

    def keep_waiting(**_):
        answered.wait(60)
        raise ClientError({"Error": {"Code": "InternalError"}}, "CompleteMultipartUpload")

    with before_call("CompleteMultipartUpload", keep_waiting), monkeypatch.context() as hasty:
        hasty.setattr(multiparts, "_JOIN_SECONDS", 0.2)
        answer = sent.complete()
        answered.set()
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
