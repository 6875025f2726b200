"""$connect, $disconnect and $default: who listens, in which place, until when."""

import json

import pytest
from botocore.exceptions import ClientError

from common import aws
from common.pushes import keys
from ingestion.sockets import connections, handler
from tests.unit.ingestion.sockets.conftest import AT, event
from tests.unit.ingestion.world import user_id


def listening():
    """What is known of connections: (partition, place, connection)."""
    rows = aws.dynamodb().scan(TableName="catalog")["Items"]
    return {(row["pk"]["S"], row["sk"]["S"], row["connectionId"]["S"]) for row in rows if row["pk"]["S"][0] == "C"}


def kept():
    rows = aws.dynamodb().scan(TableName="catalog")["Items"]
    return {row["pk"]["S"]: row for row in rows if row["pk"]["S"][0] == "W"}


def test_a_connection_has_a_place_in_its_tenant_for_as_long_as_it_lasts(sockets, tenant):
    sockets.connect(sockets.ticket("bob", tenant), "one=")
    sockets.connect(sockets.ticket("alice", tenant), "two=")
    sockets.connect(sockets.ticket("bob", tenant), "three=")
    alice, bob = user_id("alice"), user_id("bob")
    place = f"C#{tenant}"
    assert listening() == {(place, f"{bob}#0", "one="), (place, f"{alice}#0", "two="), (place, f"{bob}#1", "three=")}
    assert sockets.disconnect("one=") == 200
    assert listening() == {(place, f"{alice}#0", "two="), (place, f"{bob}#1", "three=")}
    assert kept().keys() == {"W#two=", "W#three="}
    assert {row["ttl"]["N"] for row in kept().values()} == {str(AT + 7500)}


def test_places_are_bounded_and_taken_again(sockets, tenant):
    for number in range(keys.PLACES):
        assert sockets.connect(sockets.ticket("bob", tenant), f"{number}=") == 200
    ticket = sockets.ticket("bob", tenant)
    assert sockets.connect(ticket, "more=") == 409
    assert sockets.connect(sockets.ticket("alice", tenant), "other=") == 200  # everybody has their own
    sockets.disconnect("4=")
    assert sockets.connect(ticket, "more=") == 200  # a refusal does not use the ticket up
    assert (f"C#{tenant}", f"{user_id('bob')}#4", "more=") in listening()


def test_a_place_whose_end_nobody_told_is_taken_when_its_time_is_over(sockets, tenant):
    for number in range(keys.PLACES):
        sockets.connect(sockets.ticket("bob", tenant), f"{number}=")
    later = AT + int(connections.LIFE.total_seconds())
    assert sockets.connect(sockets.ticket("bob", tenant, at=later), "new=", at=later) == 200
    assert (f"C#{tenant}", f"{user_id('bob')}#0", "new=") in listening()
    # The end of the old one, told at last, does not end the new one.
    assert sockets.disconnect("0=") == 200
    assert (f"C#{tenant}", f"{user_id('bob')}#0", "new=") in listening()


@pytest.mark.parametrize("times", [0, 1, 2])
def test_an_end_may_be_told_of_what_is_unknown_and_twice(sockets, tenant, times):
    sockets.connect(sockets.ticket("bob", tenant))
    for _ in range(times):
        assert sockets.disconnect() == 200
    assert sockets.disconnect("unknown=") == 200
    assert len(listening()) == (0 if times else 1)


def test_a_ping_is_answered(sockets):
    assert json.loads(sockets.say('{"action":"ping","x":1}')) == {"action": "pong"}


@pytest.mark.parametrize(
    "said",
    ["", "ping", "[]", "null", '"ping"', "{}", '{"action":["ping"]}', "[" * 100_000, "\ud800", '{"action":"push"}'],
)
def test_nothing_else_is_understood(sockets, said):
    assert json.loads(sockets.say(said)).keys() == {"message"}


@pytest.mark.parametrize(("code", "status"), [("ThrottlingException", 503), ("AccessDeniedException", 500)])
def test_trouble_refuses_the_handshake(sockets, monkeypatch, code, status):
    def fail(*_, **__):
        raise ClientError({"Error": {"Code": code, "Message": "secret"}}, "BatchGetItem")

    monkeypatch.setattr(aws.dynamodb(), "batch_get_item", fail)
    assert handler.handler(event("$connect", ticket="st_" + "a" * 43), None) == {"statusCode": status}


def test_the_ticket_is_in_no_log(sockets, tenant, caplog):
    caplog.set_level("INFO")
    ticket = sockets.ticket("bob", tenant)
    sockets.connect(ticket)
    sockets.connect(ticket)
    assert [record.message for record in caplog.records][-2:] == ["connected", "refused"]
    assert not [one for one in caplog.records if ticket in str(vars(one))]
