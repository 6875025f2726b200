"""Notifications in the queue: who gets them, once, and what becomes of connections that do not take them."""

import json

import pytest
from moto.backends import get_backend

from common import aws
from common.pushes import keys
from local.home import ROOT
from processor.pusher import handler, listeners
from tests.unit.cloud import NOW, TENANT
from tests.unit.pushes.conftest import DLQ, PUSHES, TOLD, error

LATER = "LimitExceededException"


def rows():
    return {(row["pk"]["S"], row["sk"]["S"]) for row in aws.dynamodb().scan(TableName="catalog")["Items"]}


def queued():
    """What is in the queue, whenever it is to be delivered."""
    queue = get_backend("sqs")["123456789012"]["eu-central-1"].queues[PUSHES]
    return [message.body for message in queue._messages]


def test_owners_and_members_of_the_project_get_it(push, connections, enter):
    enter("u-owner", "o1", role="owner", projects=())
    enter("u-in", "i1", "i2", projects=("default", "other"))
    enter("u-out", "x1", projects=("other",))
    enter("u-nowhere", "n1", projects=())
    enter("u-foreign", "f1", role="owner", tenant="t-" + "9" * 32)
    assert push(TOLD) == []
    assert sorted(connections.got, key=lambda one: one[0]) == [("i1", TOLD), ("i2", TOLD), ("o1", TOLD)]


def test_who_was_taken_out_gets_nothing_though_still_connected(push, connections, enter):
    enter("u-in", "i1")
    push(TOLD)
    aws.dynamodb().delete_item(TableName="catalog", Key=keys.member(TENANT, "u-in"))
    push(TOLD)
    assert len(connections.got) == 1


def test_where_nobody_listens_nothing_else_is_read(push, connections, enter, monkeypatch):
    enter("u-in")
    monkeypatch.setattr(listeners, "members", lambda *_: pytest.fail("asked for members"))
    assert push(TOLD) == []


def test_a_connection_whose_time_is_over_is_passed_over(push, connections, enter):
    enter("u-in", "i1")
    row = keys.place(TENANT, "u-in", 0) | {"connectionId": {"S": "i1"}, "ttl": {"N": str(int(NOW.timestamp()) - 1)}}
    aws.dynamodb().put_item(TableName="catalog", Item=row)
    push(TOLD)
    assert connections.got == []


def test_a_connection_that_is_gone_is_forgotten(push, connections, enter):
    enter("u-in", "i1", "i2")
    connections.trouble = {"i1": ["GoneException"]}
    assert push(TOLD) == []
    assert [one for one, _ in connections.got] == ["i2"]
    assert rows() >= {(f"C#{TENANT}", "u-in#1"), ("W#i2", "CONNECTION")}
    assert not rows() & {(f"C#{TENANT}", "u-in#0"), ("W#i1", "CONNECTION")}


def test_a_place_that_another_has_taken_stays(push, connections, enter, monkeypatch):
    enter("u-in", "i1")
    connections.trouble = {"i1": ["GoneException"]}
    seen = listeners.of("catalog", TENANT, at=NOW)
    enter("u-in", "new")
    monkeypatch.setattr(listeners, "of", lambda *_, **__: seen)
    push(TOLD)
    assert (f"C#{TENANT}", "u-in#0") in rows()


@pytest.mark.parametrize("wrong", [LATER, "ThrottlingException", "503"])
def test_who_takes_nothing_at_first_is_asked_again_at_once(push, connections, enter, wrong):
    enter("u-in", "i1", "i2")
    connections.trouble = {"i1": [wrong] * 2}
    assert push(TOLD) == []
    assert sorted(one for one, _ in connections.got) == ["i1", "i2"]


def test_who_takes_nothing_at_all_is_sent_it_later_alone(push, connections, enter):
    enter("u-in", "i1", "i2")
    connections.trouble = {"i1": [LATER] * 3}
    assert push(TOLD) == []
    (message,) = queued()
    assert json.loads(message) == {"again": {"notification": TOLD, "connections": ["i1"], "tries": 1}}
    assert push(message) == []
    assert [one for one, _ in connections.got] == ["i2", "i1"]


def test_in_the_end_it_is_given_up(push, connections, enter, cloud):
    enter("u-in", "i1")
    connections.trouble = {"i1": [LATER] * 3}
    last = {"again": {"notification": TOLD, "connections": ["i1"], "tries": 4}}
    assert push(last) == []
    assert queued() == []
    assert cloud.messages(DLQ) == []


def test_membership_is_looked_at_when_it_is_sent_later_too(push, connections, enter):
    enter("u-in", "i1", projects=("other",))
    push({"again": {"notification": TOLD, "connections": ["i1"], "tries": 1}})
    assert connections.got == []


BAD = ["", "null", "[]", "5", "{", '{"again":1}', '{"again":{}}', json.dumps(TOLD | {"more": 1})] + [
    json.dumps({"again": {"notification": TOLD, "connections": connections, "tries": tries}})
    for connections, tries in ((None, 1), ([1], 1), (["i1"], "1"))
]


@pytest.mark.parametrize("body", BAD)
def test_what_is_no_news_is_put_away(push, connections, cloud, body):
    text = body or " "
    assert push(text, TOLD) == []
    (message,) = cloud.messages(DLQ)
    assert (message["Body"], connections.got) == (text, [])


def test_one_that_fails_fails_alone(push, connections, enter, monkeypatch):
    enter("u-in", "i1")
    real, calls = listeners.of, []

    def first_fails(*given, **more):
        calls.append(1)
        if len(calls) == 1:
            raise error("AccessDeniedException")
        return real(*given, **more)

    monkeypatch.setattr(listeners, "of", first_fails)
    assert push(TOLD, TOLD) == [0]
    assert len(connections.got) == 1


def test_a_refusal_by_the_gateway_fails_the_message(push, connections, enter):
    enter("u-in", "i1")
    connections.trouble = {"i1": ["ForbiddenException"]}
    assert push(TOLD) == [0]


def test_more_members_than_one_call_takes(enter, own_queues):
    users = {f"u-{number}" for number in range(150)}
    for user in users:
        enter(user)
    assert listeners.members("catalog", TENANT, users | {"u-nobody"}).keys() == users


def test_the_sample_is_taken(own_queues, connections):
    sample = json.loads((ROOT / "tests/events/sqs_pushes.json").read_text())
    assert handler.handler(sample, None) == {"batchItemFailures": []}
