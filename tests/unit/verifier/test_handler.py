"""An arrival goes back with the digest of its bytes; whatever else happens, nothing is decided here."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from common import aws, queues
from common.errors import Busy
from common.files import digests, notifications, streams
from common.files.digests import Digest
from processor.verifier import handler
from tests.unit.cloud import KEY, NOW, PNG, Cloud, Context, dying_at, interrupted
from tests.unit.cloud import Crash as Died
from tests.unit.logger.conftest import record
from tests.unit.verifier.conftest import sha256

SAMPLES = Path(__file__).parents[2] / "events"
BEFORE, AFTER = "before-call", "after-call"


def request(version, size: int | None = len(PNG), **changes):
    told = record(version, **changes)
    told["s3"]["object"]["size"] = size
    return digests.request(told, "request-1")


def told(cloud, lines, kind):
    (line,) = [line for line in lines() if line["message"] == "message failed"]
    return line["kind"] == kind


def test_the_arrival_goes_back_with_the_digest_of_that_version(cloud, verifier):
    version = cloud.upload(body=PNG)
    cloud.upload(body=b"a later version")
    assert verifier(request(version)) == []
    (body,) = cloud.bodies(cloud.arrivals)
    digest = Digest(KEY, version, cloud.head(version).etag, len(PNG), sha256(PNG))
    assert body == digests.answer(record(version), digest)


def test_what_the_sweeper_found_goes_back_too(cloud, verifier):
    version = cloud.upload()
    found = notifications.found(cloud.bucket, KEY, version, len(PNG), at=NOW)
    assert verifier(digests.request(found, None)) == []
    (body,) = cloud.bodies(cloud.arrivals)
    assert json.loads(body)["Records"] == [found]


def test_keys_with_signs(cloud, verifier):
    key = "Menü – plan+final ü%.png"
    version = cloud.upload(key)
    assert verifier(request(version, key=key)) == []
    (body,) = cloud.bodies(cloud.arrivals)
    assert json.loads(body)["Verified"]["key"] == key


def test_a_version_under_a_delete_marker_is_read(cloud, verifier):
    version = cloud.upload()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY)
    assert verifier(request(version)) == []
    assert len(cloud.bodies(cloud.arrivals)) == 1


def test_a_version_that_is_gone_is_nobodys_business_any_more(cloud, verifier, lines):
    version = cloud.upload()
    aws.s3().delete_object(Bucket=cloud.bucket, Key=KEY, VersionId=version)
    assert verifier(request(version)) == []
    assert cloud.bodies(cloud.arrivals) == cloud.bodies(cloud.verifications_dlq) == []
    assert "version is gone" in [line["message"] for line in lines()]


BAD = [
    # message                                                    why it is put away
    ("{", "the body is not JSON"),
    ("[]", "the body is not an object"),
    ("{}", "the body has no Records"),
    ('{"Event": "s3:TestEvent"}', "the message does not ask for one digest"),
    (json.dumps({"Records": [record("v1"), record("v2")]}), "the message does not ask for one digest"),
    (json.dumps({"Records": [record("v1")], "Verified": {}}), "the message does not ask for one digest"),
    (json.dumps({"Records": [{}]}), "the record has no s3"),
    (request("v1", name="ObjectRemoved:Delete"), "the event is of no arrival"),
    (request(""), "the record has no versionId"),
    (request("v1", None), "the record has no size"),
    (request("v1", 0), "the record has no size"),
    (request("v1", s3=record("v1")["s3"] | {"bucket": {"name": "another"}}), "the event is of another bucket"),
]


@pytest.mark.parametrize(("body", "why"), BAD)
def test_what_nobody_of_inlet_asked_for_is_put_away_at_once(cloud, verifier, lines, body, why):
    assert verifier(body) == []
    assert cloud.dead_letters(cloud.verifications_dlq) == [(body, why)]
    assert cloud.bodies(cloud.arrivals) == []
    assert told(cloud, lines, "Malformed")


def test_a_real_message(cloud, verifier):
    """As a queue delivers it; its bucket is not ours here."""
    event = json.loads((SAMPLES / "sqs_verifications.json").read_text(encoding="utf-8"))
    assert handler.handler(event, Context()) == {"batchItemFailures": []}
    body = event["Records"][0]["body"]
    assert cloud.dead_letters(cloud.verifications_dlq) == [(body, "the event is of another bucket")]


def test_time_that_runs_out_is_told_before_lambda_ends_it(cloud, verifier, lines):
    body = b"x" * (3 << 20)
    version = cloud.upload(body=body)
    assert verifier(request(version, len(body)), Context(300_000, 300_000, 4_999)) == ["m0"]
    assert cloud.bodies(cloud.arrivals) == []
    (line,) = [line for line in lines() if line["message"] == "message failed"]
    assert (line["kind"], line["reason"]) == ("TooSlow", f"{2 << 20} bytes were read when time was up")
    assert (line["correlationId"], line["versionId"]) == ("request-1", version)


@pytest.mark.parametrize("operation", ["GetObject", "SendMessage", "GetQueueUrl"])
def test_an_unknown_failure_leaves_the_message_to_its_next_delivery(cloud, verifier, lines, operation):
    version = cloud.upload()

    def hook(called):
        if called == operation:
            raise RuntimeError("out of the blue")

    with interrupted(hook, BEFORE, streams._client()):
        assert verifier(request(version)) == ["m0"]
    assert any(line["level"] == "ERROR" and line["error"] == "RuntimeError" for line in lines())
    assert verifier(request(version)) == []
    assert len(cloud.bodies(cloud.arrivals)) == 1


def received(cloud):
    """The one message of the queue `verifications`, as Lambda receives it."""
    url = aws.sqs().get_queue_url(QueueName=cloud.verifications)["QueueUrl"]
    (message,) = aws.sqs().receive_message(QueueUrl=url, VisibilityTimeout=5400)["Messages"]
    return message


@pytest.mark.parametrize(("deliveries", "pause"), [(1, "120"), (2, "240"), (5, "1920"), (9, "1920")])
def test_what_fails_comes_again_in_minutes(cloud, verifier, monkeypatch, deliveries, pause):
    version = cloud.upload()
    queues.send(cloud.verifications, request(version))
    message = received(cloud)
    asked = []
    change: Any = aws.sqs().change_message_visibility

    def note(**asked_for):
        asked.append(asked_for)
        return change(**asked_for)

    monkeypatch.setattr(aws.sqs(), "change_message_visibility", note)

    def hook(called):
        if called == "GetObject":
            raise RuntimeError("out of the blue")

    with interrupted(hook, BEFORE, streams._client()):
        assert verifier(message["Body"], receipt=message["ReceiptHandle"], deliveries=deliveries) == ["m0"]
    (one,) = asked
    assert one["QueueUrl"].endswith(f"/{cloud.verifications}")
    assert (one["ReceiptHandle"], one["VisibilityTimeout"]) == (message["ReceiptHandle"], int(pause))
    assert verifier(message["Body"], receipt=message["ReceiptHandle"]) == []
    assert len(asked) == 1


def test_a_failure_is_told_even_if_it_cannot_be_hastened(cloud, verifier, lines):
    assert verifier(request(cloud.upload(), 9), Context(0), receipt="of no message") == ["m0"]
    assert [line["message"] for line in lines()] == ["message failed", "message comes again late"]


def busy(times):
    """A `queues.send` that is Busy so often."""
    left, send = [Busy] * times, queues.send

    def sending(queue, body):
        if left:
            raise left.pop()
        send(queue, body)

    return sending


def test_a_digest_is_sent_again_while_there_is_time(cloud, verifier, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(queues, "send", busy(9))
    assert verifier(request(cloud.upload())) == []
    assert len(cloud.bodies(cloud.arrivals)) == 1


@pytest.mark.parametrize(("refusals", "left"), [(10, ()), (1, (300_000, 300_000, 19_999))])
def test_a_digest_that_cannot_be_sent_leaves_the_message_to_its_next_delivery(
    cloud, verifier, monkeypatch, refusals, left
):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(queues, "send", busy(refusals))
    assert verifier(request(cloud.upload()), Context(*left)) == ["m0"]
    assert cloud.bodies(cloud.arrivals) == []


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
@pytest.mark.parametrize("message", ["good", "bad"])
def test_a_crash_at_any_call_is_mended_by_the_next_delivery(cloud, verifier, message, moment):
    version = cloud.upload()
    body = request(version) if message == "good" else "{"
    calls: list[str] = []
    queues._url.cache_clear()  # a new container each time
    with interrupted(calls.append, BEFORE, streams._client()):
        verifier(body)
    expected = cloud.bodies(cloud.arrivals), cloud.bodies(cloud.verifications_dlq)
    for call in range(1, len(calls) + 1):
        queues._url.cache_clear()
        with interrupted(dying_at(call), moment, streams._client()), pytest.raises(Died):
            verifier(body)
        assert verifier(body) == []
        arrived, dead = cloud.bodies(cloud.arrivals), cloud.bodies(cloud.verifications_dlq)
        # What was sent just before the end is sent again: the logger takes the second for what it is.
        assert (set(arrived), set(dead)) == tuple(map(set, expected))
        assert len(arrived + dead) == 1 + (moment == AFTER and call == len(calls))


def test_log_lines_hold_ids_only(cloud, verifier, lines):
    version = cloud.upload()
    verifier(request(version))
    (line,) = [line for line in lines() if line["message"] == "version verified"]
    assert (line["messageId"], line["versionId"], line["correlationId"]) == ("m0", version, "request-1")
    text = json.dumps(lines())
    assert "192.0.2.7" not in text
    assert Cloud.bucket not in text
