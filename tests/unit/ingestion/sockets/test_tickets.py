"""POST /tickets: told once, kept as a hash, good once, for a minute, for one user in one tenant."""

import hashlib
import re

import pytest

from common import aws
from common.pushes import keys
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.sockets.conftest import AT
from tests.unit.ingestion.world import user_id


def stored():
    return aws.dynamodb().scan(TableName="catalog")["Items"]


def test_a_ticket_leads_to_the_socket_and_is_kept_as_a_hash(sockets, tenant):
    made = sockets.people.get("bob", "POST /tickets", tenant, at=AT)
    assert made.keys() == {"ticket", "url", "expiresAt"}
    assert re.fullmatch(r"st_[A-Za-z0-9_-]{43}", made["ticket"])
    assert made["url"] == f"wss://sockets.example/live?ticket={made['ticket']}"
    assert made["expiresAt"] == "2026-09-21T14:14:20.000Z"
    (row,) = [row for row in stored() if row["sk"]["S"] == "TICKET"]
    assert row["pk"]["S"] == f"Q#{hashlib.sha256(made['ticket'].encode()).hexdigest()}"
    assert (row["tenantId"]["S"], row["userId"]["S"]) == (tenant, user_id("bob"))
    assert row["ttl"]["N"] == str(AT + 60)
    assert made["ticket"] not in str(stored())


def test_a_first_call_makes_the_personal_tenant(sockets):
    assert sockets.connect(sockets.ticket("carol")) == 200


def test_no_ticket_for_a_tenant_of_others(sockets, tenant):
    assert sockets.people.ask("carol", "POST /tickets", tenant).status == 403


def test_a_body_is_not_looked_at(sockets):
    assert sockets.people.ask("carol", "POST /tickets", body={"x": 1}).status == 201


def test_lets_in_once(sockets, tenant):
    ticket = sockets.ticket("bob", tenant)
    assert (sockets.connect(ticket), sockets.connect(ticket, "two=")) == (200, 401)
    assert [row["pk"]["S"] for row in stored() if row["sk"]["S"] == "CONNECTION"] == ["W#one="]


def test_lets_one_in_of_two_that_come_at_once(sockets, tenant):
    ticket, statuses, others = sockets.ticket("bob", tenant), [], ["two="]

    def another_is_quicker(**_):
        if others:
            statuses.append(sockets.connect(ticket, others.pop()))

    with before_call("TransactWriteItems", another_is_quicker):
        statuses.append(sockets.connect(ticket))
    assert statuses == [200, 401]


@pytest.mark.parametrize(("age", "status"), [(0, 200), (59, 200), (60, 401), (3600, 401)])
def test_ends_after_a_minute_whether_its_row_is_there_or_not(sockets, tenant, age, status):
    assert sockets.connect(sockets.ticket("bob", tenant), at=AT + age) == status


@pytest.mark.parametrize("given", ["", "st_", "st_" + "a" * 43, "st_" + "ä" * 43, "x" * 5000, "wk_" + "a" * 43, None])
def test_nothing_else_lets_in(sockets, tenant, given):
    sockets.ticket("bob", tenant)
    assert sockets.connect(given) == 401


def test_who_was_taken_out_meanwhile_is_refused(sockets, tenant):
    ticket = sockets.ticket("bob", tenant)
    assert sockets.people.remove_member("alice", tenant, "bob").status == 204
    assert sockets.connect(ticket) == 403


def test_who_is_taken_out_in_the_very_moment_is_refused(sockets, tenant):
    ticket = sockets.ticket("bob", tenant)
    key = keys.member(tenant, user_id("bob"))

    def taken_out(**_):
        aws.dynamodb().delete_item(TableName="catalog", Key=key)

    with before_call("TransactWriteItems", taken_out):
        assert sockets.connect(ticket) == 403
