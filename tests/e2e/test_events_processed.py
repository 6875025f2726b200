"""From the queue of events to table, archive and bad events, through the applied stack."""

import pytest

from common.events import message
from common.events.message import Refused
from tests.e2e.batches import again, archived, batch, kept, record, said, tenant
from tests.e2e.by_hand import held
from tests.e2e.cloud import eventually
from tests.e2e.detour import detour
from tests.faults.fault import DROP, Error, Fault, Kind
from tests.faults.plan import Match, Nth, always
from tests.faults.proxy import Proxy


@pytest.fixture
def mine():
    return tenant()


def settled(cloud, tenant, count):
    """What is kept of a tenant, once so many events are listed in slices, which are written last."""
    eventually(lambda: len(kept(cloud, tenant).sliced) >= count)
    return kept(cloud, tenant)  # what the scan passed by before it was written is there by now


def test_a_message_becomes_rows_slices_an_object_and_bad_events(cloud, mine):
    refused = Refused(3, None, "invalid_event", (("/batch/3/page", "type"),), '{"page": 7}')
    one = batch(mine, [said("a", user_id="Zoë"), said("b"), b"{}", said("ü#1")], refused=(refused,))
    cloud.send(message.write(one), "events")
    found = settled(cloud, mine, 3)
    assert found.once
    assert found.stored == ["a", "b", "ü#1"]
    assert {(bad.code, bad.place) for bad in found.bad} == {("invalid_event", "r0003"), ("unreadable_event", "e0002")}
    assert archived(cloud, mine) == [line.line for line in one.events if line.line != b"{}"]
    assert message.write(one) not in [letter["Body"] for letter in cloud.dead_letters(queue="events")]


def test_clients_that_try_again_and_clients_that_contradict_themselves(cloud, mine):
    first = batch(mine, [said("a"), said("b")])
    assert cloud.invoke("events", {"Records": [record(first)]}) == {"batchItemFailures": []}
    second = batch(mine, [first.events[0].line, said("b", "other"), said("c")])
    assert cloud.invoke("events", {"Records": [record(again(first)), record(second)]}) == {"batchItemFailures": []}
    found = kept(cloud, mine)
    assert found.once
    assert found.stored == ["a", "b", "c"]
    (conflict,) = found.bad
    assert (conflict.code, conflict.event_id) == ("event_conflict", "b")
    assert conflict.payload.encode() == second.events[1].line


def test_more_events_than_a_slice_holds_of_any_letters(cloud, mine):
    names = [f"{number:04d}" + "😀" * 124 for number in range(520)]
    one = batch(mine, [said(name, f"{'ж' * 96}{index % 500:04d}") for index, name in enumerate(names)])
    assert cloud.invoke("events", {"Records": [record(one)]}) == {"batchItemFailures": []}
    found = kept(cloud, mine)
    assert found.once
    assert found.stored == sorted(names)


def test_a_message_that_is_none_is_put_away_at_once_and_harms_no_other(cloud, mine):
    good = batch(mine, [said("a")])
    assert cloud.invoke("events", {"Records": [record("{"), record(good)]}) == {"batchItemFailures": []}
    assert kept(cloud, mine).once
    (letter,) = [letter for letter in cloud.dead_letters(queue="events") if letter["Body"] == "{"]
    assert "form" in letter["MessageAttributes"]["reason"]["StringValue"]


@pytest.fixture
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "events"):
        yield proxy


def test_what_dynamodb_throttles_is_tried_again(cloud, mine, proxy):
    one = batch(mine, [said(f"e{number:02d}") for number in range(30)])
    statements = Match(operation="dynamodb:BatchExecuteStatement", caller=cloud.outputs["functions"]["events"])
    throttled = Fault(Kind.REFUSE, Error.SLOW_DOWN)
    with proxy.following(*(Nth(statements, throttled, nth) for nth in (1, 2, 3, 5, 7, 8))):
        assert cloud.invoke("events", {"Records": [record(one)]}) == {"batchItemFailures": []}
    assert len(proxy.log.faults()) == 6
    found = kept(cloud, mine)
    assert found.once
    assert len(found.stored) == 30


def test_what_fails_three_times_is_given_up_and_redriven(cloud, mine, proxy):
    one, sqs, url = batch(mine, [said("a")]), cloud.root("sqs"), cloud.outputs["queues"]["events"]["url"]

    def received():
        return sqs.receive_message(QueueUrl=url, VisibilityTimeout=0, WaitTimeSeconds=0).get("Messages")

    cloud.dead_letters(queue="events")  # of others
    with held(cloud, "events", "events") as messages:
        cloud.send(message.write(one), "events")
        with proxy.following(always(Match(operation="s3:PutObject"), DROP)):
            for _ in range(3):
                (taken,) = eventually(received)
                assert not messages.hand_over({"messageId": taken["MessageId"], "body": taken["Body"]})
        assert not received()
        assert kept(cloud, mine).sliced == []
        assert "Sent again to events of local: 1 message\n" in cloud.run("tools.redrive", "events", "local")
        assert not cloud.dead_letters(queue="events")
        assert messages.hand_over(messages.take())
    found = kept(cloud, mine)
    assert found.once
    assert found.stored == ["a"]
