"""Batches: every message stands for itself."""

import json
from pathlib import Path

import pytest

from common import settings as common_settings
from common.files import notifications
from common.files.lifecycle import Status
from logger import handler, settings
from tests.unit.cloud import FILE_ID, KEY, Context, interrupted
from tests.unit.logger.conftest import record

SAMPLES = Path(__file__).parents[2] / "events"


def failures(lines):
    return [
        (line["messageId"], line["kind"], line["reason"]) for line in lines() if line["message"] == "message failed"
    ]


def test_a_bad_message_is_put_away_at_once_and_alone(cloud, logger, lines):
    cloud.announce()
    version = cloud.upload()
    assert logger("{", [record(version)], '{"Records": [{}]}') == []
    assert cloud.file().status is Status.UPLOADED
    assert sorted(cloud.dead_letters()) == [
        ("{", "the body is not JSON"),
        ('{"Records": [{}]}', "the record has no s3"),
    ]
    assert failures(lines) == [
        ("m0", "Malformed", "the body is not JSON"),
        ("m2", "Malformed", "the record has no s3"),
    ]


def test_a_message_of_several_records_is_taken_whole(cloud, logger):
    cloud.announce()
    first, second = cloud.upload(), cloud.upload()
    assert logger([record(first), record(second, sequencer="02")]) == []
    assert len(cloud.audited()) == 4


def test_a_bad_record_puts_its_message_away_but_keeps_back_no_other(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    assert logger([{}, record(version), "x"]) == []
    assert cloud.file().status is Status.UPLOADED
    assert len(cloud.dead_letters()) == 1


def test_what_can_be_mended_is_mended_before_a_message_is_put_away(cloud, logger):
    def hook(operation):
        raise RuntimeError("out of the blue")

    with interrupted(hook):
        assert logger([{}, record("v0", key="stray")]) == ["m0"]
    assert cloud.dead_letters() == []
    assert logger([{}, record("v0", key="stray")]) == []
    assert len(cloud.dead_letters()) == 1


def test_nothing_about_one_message_fails_another(cloud, logger, lines, monkeypatch):
    cloud.announce()
    version = cloud.upload()
    read = notifications.read

    def unlucky(body):
        if body == "odd":
            raise RuntimeError("out of the blue")
        return read(body)

    monkeypatch.setattr(notifications, "read", unlucky)
    assert logger("odd", "[" * 200_000, [record(version)]) == ["m0"]
    assert [reason for _, reason in cloud.dead_letters()] == ["the body is not JSON"]
    assert cloud.file().status is Status.UPLOADED


def test_what_cannot_be_put_away_is_left_to_the_queue(cloud, logger):
    def hook(operation):
        raise RuntimeError("out of the blue")

    with interrupted(hook):
        assert logger("{") == ["m0"]


def test_another_bucket_is_refused(cloud, logger, lines):
    foreign = record("v1")
    foreign["s3"]["bucket"]["name"] = "another-bucket"
    assert logger([foreign]) == []
    assert len(cloud.dead_letters()) == 1
    assert cloud.items(cloud.audit) == []
    assert failures(lines) == [("m0", "ForeignBucket", "the event is of another bucket")]


def test_the_test_event_is_taken(cloud, logger):
    assert logger((SAMPLES / "s3_test_event.json").read_text(encoding="utf-8")) == []
    assert cloud.items(cloud.audit) == []


def test_a_real_batch(cloud, logger, lines):
    """As a queue delivers it; its bucket is not ours here."""
    event = json.loads((SAMPLES / "sqs_arrivals.json").read_text(encoding="utf-8"))
    assert handler.handler(event, Context()) == {"batchItemFailures": []}
    assert [body for body, _ in cloud.dead_letters()] == [event["Records"][0]["body"]]
    assert [kind for _, kind, _ in failures(lines)] == ["ForeignBucket"]


def test_an_unknown_failure_fails_its_message_alone(cloud, logger, lines):
    cloud.announce()
    version = cloud.upload()
    unlucky = iter([True])

    def hook(operation):
        if next(unlucky, False):
            raise RuntimeError("out of the blue")

    with interrupted(hook):
        assert logger([record("v0", key="stray")], [record(version)]) == ["m0"]
    (line,) = [line for line in lines() if line["level"] == "ERROR"]
    assert (line["error"], line["messageId"], line["correlationId"]) == ("RuntimeError", "m0", "m0")
    assert cloud.file().status is Status.UPLOADED


def test_a_failure_is_told_under_the_correlation_id_of_its_upload(cloud, logger, lines):
    cloud.announce()
    version = cloud.upload()

    def hook(operation):
        if operation == "PutItem":
            raise RuntimeError("out of the blue")

    with interrupted(hook):
        assert logger([record(version)]) == ["m0"]
    (line,) = [line for line in lines() if line["level"] == "ERROR"]
    assert (line["message"], line["error"]) == ("message failed", "RuntimeError")
    assert (line["messageId"], line["correlationId"], line["fileId"]) == ("m0", "request-1", FILE_ID.id)


def test_messages_for_which_no_time_is_left_are_left_to_their_next_delivery(cloud, logger):
    cloud.announce()
    first, second, third = cloud.upload(), cloud.upload(), cloud.upload()
    bodies = [[record(first)], [record(second, sequencer="02")], [record(third, sequencer="03")]]
    assert logger(*bodies, context=Context(20_000, 9_999)) == ["m2"]
    assert cloud.versions() == {first, third}
    assert logger(bodies[2]) == []
    assert cloud.versions() == {first}


def test_the_first_message_is_always_tried(cloud, logger):
    cloud.announce()
    version = cloud.upload()
    assert logger([record(version)], context=Context(1)) == []
    assert cloud.file().arrival.version_id == version


def test_wrong_settings_are_raised(cloud, logger, monkeypatch):
    monkeypatch.delenv("AUDIT_TABLE")
    settings.for_logger.cache_clear()
    with pytest.raises(common_settings.SettingsError, match="AUDIT_TABLE is missing"):
        logger([record("v1", key=KEY)])
