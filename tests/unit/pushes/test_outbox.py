"""The stream of the catalogue: which records are told, to whom it matters, and what goes wrong."""

import dataclasses
import json

import pytest

from common.errors import Busy
from common.files.lifecycle import Status
from local.home import ROOT
from processor.outbox import handler, records
from tests.unit.cloud import pending
from tests.unit.pushes.conftest import DLQ, TOLD, UPLOADED, error, record

PENDING = pending()
PROCESSING = dataclasses.replace(UPLOADED, status=Status.PROCESSING, revision=3)


def tell(*found):
    handler.handler({"Records": list(found)}, None)


def test_a_change_is_told_with_what_subscribers_choose_by(topic):
    tell(record(PENDING, UPLOADED))
    (entry,) = topic.told
    assert json.loads(entry["Message"]) == TOLD
    assert {name: one["StringValue"] for name, one in entry["MessageAttributes"].items()} == {
        "tenantId": TOLD["tenantId"],
        "projectId": "default",
        "status": "uploaded",
    }


def test_the_sample_is_told(topic):
    handler.handler(json.loads((ROOT / "tests/events/dynamodb_status.json").read_text()), None)
    assert topic.ids == [TOLD["id"]]


@pytest.mark.parametrize(
    "quiet",
    [
        record(None, PENDING),
        record(UPLOADED, None),
        record(UPLOADED, dataclasses.replace(UPLOADED, revision=3)),
        record(PENDING, UPLOADED) | {"dynamodb": {"Keys": {"pk": {"S": "T#x"}, "sk": {"S": "TENANT"}}}},
    ],
    ids=["announced", "gone", "another attribute", "another row"],
)
def test_all_else_is_not(topic, quiet):
    tell(quiet)
    assert topic.calls == 0


def test_brought_again_it_has_the_same_id(topic):
    tell(record(PENDING, UPLOADED))
    tell(record(PENDING, UPLOADED), record(UPLOADED, PROCESSING))
    first, again, next_ = topic.ids
    assert first == again != next_


def test_many_are_told_in_order(topic):
    files = [dataclasses.replace(UPLOADED, revision=number) for number in range(2, 27)]
    tell(*(record(PENDING, file) for file in files))
    assert [int(one.split("/")[1]) for one in topic.ids] == list(range(2, 27))


def test_what_is_not_taken_is_told_once_more_before_what_follows(topic):
    topic.trouble = lambda call: error("ThrottlingException") if call in (2, 3) else None
    tell(*(record(PENDING, dataclasses.replace(UPLOADED, revision=number)) for number in (2, 3, 4)))
    assert [int(one.split("/")[1]) for one in topic.ids] == [2, 3, 4]


@pytest.mark.parametrize("wrong", ["Throttling", "InternalError"])
def test_the_batch_comes_again_when_the_topic_has_no_time(topic, wrong):
    topic.trouble = lambda call: error(wrong) if call > 1 else None
    with pytest.raises(Busy):
        tell(*(record(PENDING, dataclasses.replace(UPLOADED, revision=number)) for number in (2, 3)))
    assert [int(one.split("/")[1]) for one in topic.ids] == [2]


def test_a_row_that_nobody_can_read_is_put_away_and_blocks_nothing(topic, cloud):
    broken = record(PENDING, UPLOADED)
    del broken["dynamodb"]["NewImage"]["owner"]
    tell(broken, record(PENDING, UPLOADED))
    assert topic.ids == [TOLD["id"]]
    (message,) = cloud.messages(DLQ)
    assert json.loads(message["Body"]) == {"stream": {"keys": broken["dynamodb"]["Keys"], "sequenceNumber": "17"}}
    assert "KeyError" in message["MessageAttributes"]["reason"]["StringValue"]


@pytest.mark.parametrize("value", [{"S": "lost"}, {"NULL": True}, {"N": "1"}])
def test_a_status_of_no_kind_is_unreadable(value):
    broken = record(PENDING, UPLOADED)
    broken["dynamodb"]["NewImage"]["status"] = value
    with pytest.raises(records.Unreadable):
        records.told(broken)
