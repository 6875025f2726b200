"""POST /files/{id}/reprocess."""

import json

import pytest
from botocore.exceptions import EndpointConnectionError

from common import aws
from common.files import catalog, requests, runs
from common.files.lifecycle import Status
from common.files.requests import Cause
from tests.unit.ingestion.conftest import BOB
from tests.unit.ingestion.files.stored import ID, INFECTED, KEY, NOW, USER, processed, stored


@pytest.fixture
def again(api, processing_queue):
    return lambda **more: api("POST /files/{id}/reprocess", upload=ID, **more)


def asked(processing_queue):
    """The requests in the queue."""
    return [requests.parse(json.loads(body)) for body in processing_queue()]


@pytest.mark.parametrize(
    ("status", "run"),
    [(Status.COMPLETED, processed(attempt=3)), (Status.FAILED, processed(attempt=3, media_type=None))],
)
def test_a_settled_file_is_processed_once_more(again, processing_queue, status, run):
    file = stored(status, run)
    answer = again()
    assert (answer.status, answer.json) == (202, {"fileId": ID, "attempt": 4})
    (one,) = asked(processing_queue)
    assert (one.file_id.key, one.cause, one.correlation_id) == (KEY, Cause.REPROCESS, "request-1")
    assert one.by == USER.id
    # It stays as it is until the run begins.
    assert catalog.find("catalog", file.id) == file


def test_asked_again_before_it_has_begun_it_is_the_same_run(again, processing_queue):
    file = stored()
    runs_asked = {again().status for _ in range(3)} and {one.id for one in asked(processing_queue)}
    assert len(runs_asked) == 1
    (run,) = runs_asked
    begun = runs.begin("catalog", file, run, first="inspect", by="router", at=NOW)
    assert again().json["code"] == "still_processing"
    runs.finish("catalog", begun, Status.COMPLETED, by="finish", at=NOW)
    assert again().json["attempt"] == 3
    assert {one.id for one in asked(processing_queue)}.isdisjoint(runs_asked)


@pytest.mark.parametrize(
    ("status", "run", "code"),
    [
        (Status.PENDING, None, "still_processing"),
        (Status.UPLOADED, None, "still_processing"),
        (Status.PROCESSING, processed(), "still_processing"),
        (Status.QUARANTINED, processed(scan=INFECTED), "not_processable"),
        (Status.REJECTED, None, "not_processable"),
        (Status.EXPIRED, None, "not_processable"),
        (Status.ABORTED, None, "not_processable"),
    ],
)
def test_not_as_it_is_now(again, processing_queue, status, run, code):
    stored(status, run)
    answer = again()
    assert (answer.status, answer.json["code"], answer.json["detail"]) == (409, code, f"The file is {status.value}.")
    assert not processing_queue()


def test_not_what_was_deleted(again, processing_queue):
    stored(Status.DELETED)
    assert (again().status, again().json["code"], processing_queue()) == (410, "file_deleted", [])


def test_not_what_is_anothers(again, processing_queue):
    stored()
    assert (again(claims=BOB).status, processing_queue()) == (404, [])


def test_nothing_is_said_to_be_under_way_that_is_not(again, processing_queue):
    stored()

    def refuse(**_):
        raise EndpointConnectionError(endpoint_url="https://sqs.example")

    aws.sqs().meta.events.register("before-call.sqs.SendMessage", refuse)
    try:
        answer = again()
    finally:
        aws.sqs().meta.events.unregister("before-call.sqs.SendMessage", refuse)
    assert (answer.status, answer.json["code"]) == (503, "busy")
    assert again().status == 202
