"""What becomes of messages: of good ones, of bad ones, and of good ones beside bad ones."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from common import aws
from common.errors import Busy
from common.events import message, rows
from common.events.message import Refused
from processor.events import handler, inserting, processing
from tests.unit.cloud import NOW, TENANT, Context, interrupted
from tests.unit.events.conftest import batch, said


def test_a_batch_is_stored_archived_and_sliced(processor, lines):
    one = batch(said("a", user_id="u1"), said("b", "page_view", "2026-11-21T12:59:00.000Z", properties={"page": "/"}))
    assert processor(one) == []
    assert processor.stored == {"a": one.batch_id, "b": one.batch_id}
    assert processor.archived == processor.sliced == ["a", "b"]
    (line,) = [line for line in lines() if line["message"] == "batch processed"]
    assert (line["stored"], line["duplicates"], line["bad"], line["redelivered"]) == (2, 0, 0, False)
    assert (line["correlationId"], line["batchId"], line["tenantId"]) == ("request-1", one.batch_id, TENANT)


def test_what_sqs_delivers_is_understood(processor):
    sample = Path(__file__).resolve().parents[2] / "events/sqs_events.json"
    assert handler.handler(json.loads(sample.read_text()), Context()) == {"batchItemFailures": []}
    assert list(processor.stored) == ["019aa6b2-1f3c-7a10-8c55-0b9d4e2f7a61"]


def test_rows_hold_what_they_should(processor):
    one = batch(said("a", user_id="u1"))
    processor(one)
    (row,) = processor.items("E#")
    assert row == {
        "pk": f"E#{TENANT}#a",
        "sk": "E",
        "batchId": one.batch_id,
        "hash": one.events[0].hash,
        "line": one.events[0].line,
        "ttl": str(int(NOW.timestamp()) + 90 * 86400),
        "gk": row["gk"],
        "gs": "2026-11-21T13:04:00.000Z#a",
    }
    assert row["gk"].startswith(f"U#{TENANT}#u1#")
    (row,) = processor.items("S#")
    assert row["gs"] == f"{TENANT}#2026-11-21T13#{one.batch_id}#0"
    assert row["sk"] == f"2026-11-21T13:04:00.000Z#{one.batch_id}#0"
    assert row["count"] == "1"
    assert row["ttl"] == str(int(NOW.timestamp()) + 90 * 86400)


def test_the_archive_keeps_the_messages_own_bytes(processor):
    one = batch(said("a"), said("b"))
    processor(one)
    key = f"events/tenant={TENANT}/date=2026-11-21/hour=13/{one.batch_id}.ndjson.gz"
    answer = aws.s3().get_object(Bucket="inlet-unit-archive", Key=key)
    assert answer["Body"].read() == one.archived


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[]", "null", "7", '"text"', '{"version": 2}', '{"version": 1}', "{" * 100_000, "\ud800"],
    ids=["empty", "object", "list", "null", "number", "text", "another version", "no members", "deep", "surrogate"],
)
def test_a_message_that_is_none_is_put_away_and_harms_no_other(processor, body):
    good = batch(said("a"))
    assert processor(body or " ", good) == (["m0"] if body == "\ud800" else [])
    assert processor.stored == {"a": good.batch_id}
    if body != "\ud800":  # which SQS takes from nobody, and so it stays where it is
        ((put_away, reason),) = processor.dead_letters()
        assert put_away == (body or " ")
        assert "form" in reason or "version" in reason


def test_a_message_too_old_to_know_its_duplicates_is_put_away(processor, clock):
    one, other = batch(said("a")), batch(said("b"), received_at=NOW + timedelta(seconds=2))
    clock.advance(days=28, seconds=1)
    assert processor(one, other) == []
    assert processor.stored == {"b": other.batch_id}
    assert processor.dead_letters() == [(message.write(one), "the message is older than 28 days")]


def test_a_message_that_fails_fails_alone(processor):
    good, bad = batch(said("a")), batch(said("b"))

    def hook(operation):
        if operation == "PutObject" and "b" in processor.stored and "a" not in processor.stored:
            raise OSError

    with interrupted(hook):
        assert processor(bad, good) == ["m0"]
    assert processor.archived == ["a"]
    assert processor(bad) == []
    assert processor.archived == processor.sliced == ["a", "b"]


def test_the_line_of_a_failure_names_kind_message_and_batch(processor, lines, monkeypatch):
    told = []
    for reason in (processing.Unfit(), inserting.Failed("AccessDenied"), Busy()):

        def fails(*_, reason=reason, **__):
            raise reason

        one = batch(said("a"))
        with monkeypatch.context() as patch:
            patch.setattr(processing, "process", fails)
            assert processor("?", one) == ["m1"]
        told += [line for line in lines() if line["message"] == "message failed"][-2:]
        assert "batchId" not in told[-2]
        assert (told[-1]["messageId"], told[-1]["tenantId"]) == ("m1", TENANT)
        assert (told[-1]["batchId"], told[-1]["correlationId"]) == (one.batch_id, "request-1")
    assert [line["kind"] for line in told] == ["Malformed", "Unfit", "Malformed", "Failed", "Malformed", "busy"]


def test_messages_for_which_no_time_is_left_come_again(processor):
    one, two, three = batch(said("a")), batch(said("b")), batch(said("c"))
    assert processor(one, two, three, context=Context(30_000, 10_000)) == ["m2"]
    assert processor.stored.keys() == {"a", "b"}


def test_the_first_message_is_tried_however_little_time_is_left(processor):
    assert processor(batch(said("a")), context=Context(1)) == []
    assert processor.stored.keys() == {"a"}


def test_an_event_that_was_refused_is_kept_as_a_bad_one(processor):
    refused = Refused(7, "e7", "invalid_event", (("/batch/7/page", "type"),), '{"event_type":"page_view","page":7}')
    one = batch(refused=(refused,))
    assert processor(one) == []
    (found,) = processor.bad
    assert (found.code, found.event_id, found.errors, found.payload) == (
        "invalid_event",
        "e7",
        (("/batch/7/page", "type"),),
        refused.payload,
    )
    assert (found.attempts, found.received_at, found.place) == (1, NOW, "r0007")
    assert not processor.objects
    assert not processor.items("S#")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"7",
        b"{",
        b"\xff{}",
        said(event_id=""),
        said(event_type=""),
        said(event_id=None),
        said(at="2026-11-21T13:04:00+00:00"),
        said(at="yesterday"),
        said(user_id=7),
        said(event_id="\\").replace(b"\\\\", b"\\ud800"),
        b"[" * 100_000,
        b" " + said(),
        said() + b"\r",
    ],
)
def test_a_poison_event_harms_no_neighbour(processor, line):
    one = batch(said("a"), line, said("z"))
    assert processor(one) == []
    assert processor.archived == processor.sliced == sorted(processor.stored) == ["a", "z"]
    (found,) = processor.bad
    assert (found.code, found.place) == ("unreadable_event", "e0001")
    assert found.payload == line.decode(errors="replace")


def test_an_event_that_dynamodb_takes_no_row_of_is_kept_as_a_bad_one(processor):
    one = batch(said("a"), said("x" * 2100), said("z"))
    assert processor(one) == []
    assert processor.archived == processor.sliced == sorted(processor.stored) == ["a", "z"]
    (found,) = processor.bad
    assert (found.code, found.event_id) == ("unstorable_event", "x" * 2100)


def test_a_number_of_any_length_is_kept_as_it_was_sent(processor):
    line = said("a").replace(b'"properties":{}', b'"properties":{"n":' + b"7" * 6000 + b',"x":1e999}')
    assert processor(batch(line)) == []
    (row,) = processor.items("E#")
    assert rows.unpack(row["line"]) == line
    assert list(processor.objects.values()) == [line + b"\n"]
