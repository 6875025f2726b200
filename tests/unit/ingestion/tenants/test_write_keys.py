"""/write-keys: made and revoked by owners, told once, kept as a hash."""

import hashlib
import json
import re

import pytest

from common import aws
from ingestion.tenants import access, rows, write_keys
from tests.unit.ingestion.conftest import before_call, rules
from tests.unit.ingestion.world import People, user_id


@pytest.fixture
def people(api):
    return People(api)


@pytest.fixture
def tenant(people):
    """A tenant of Alice's, with Bob in it."""
    return people.tenant("alice", "bob")


def listed(people, tenant, name="alice"):
    return people.listed(name, "GET /write-keys", tenant)


def revoked(people, tenant, key_id, name="alice"):
    return people.ask(name, "DELETE /write-keys/{id}", tenant, upload=key_id)


def once(act):
    """A hook that acts when it is first called; what it does itself may call it again."""
    to_do = [act]

    def hook(**_):
        if to_do:
            to_do.pop()()

    return hook


def stored():
    """All rows of the catalogue."""
    return aws.dynamodb().scan(TableName="catalog")["Items"]


def test_a_key_is_told_once_and_leads_to_its_tenant(people, tenant):
    made = people.write_key("alice", tenant, "  web\u0301 & app ")
    assert made.keys() == {"id", "name", "key", "createdAt"}
    assert re.fullmatch(r"wk_[A-Za-z0-9_-]{43}", made["key"])
    (shown,) = listed(people, tenant)
    assert shown == {
        "id": made["id"],
        "name": "web\u0301 & app",
        "createdAt": made["createdAt"],
        "createdBy": user_id("alice"),
    }
    assert write_keys.holder("catalog", made["key"]) == write_keys.Holder(tenant, made["id"])


def test_keys_are_kept_as_hashes_alone(people, tenant):
    key = people.write_key("alice", tenant)["key"]
    everything = json.dumps(stored())
    assert key not in everything
    assert key.removeprefix("wk_") not in everything
    assert everything.count(hashlib.sha256(key.encode()).hexdigest()) == 2


def test_no_two_keys_are_the_same(people, tenant):
    made = [people.write_key("alice", tenant) for _ in range(5)]
    assert len({one["key"] for one in made}) == len({one["id"] for one in made}) == 5
    assert {one["id"] for one in listed(people, tenant)} == {one["id"] for one in made}


def test_a_revoked_key_leads_nowhere_and_leaves_nothing(people, tenant):
    before = stored()
    kept, made = people.write_key("alice", tenant), people.write_key("alice", tenant)
    assert revoked(people, tenant, made["id"]).status == 204
    assert write_keys.holder("catalog", made["key"]) is None
    assert write_keys.holder("catalog", kept["key"])
    assert [one["id"] for one in listed(people, tenant)] == [kept["id"]]
    assert revoked(people, tenant, made["id"]).json["code"] == "not_found"
    assert revoked(people, tenant, kept["id"]).status == 204
    left = [row for row in stored() if row["sk"]["S"] != "TENANT"]
    assert left == [row for row in before if row["sk"]["S"] != "TENANT"]


def test_what_a_member_may_not_do_they_may_as_an_owner(people, tenant):
    assert people.ask("bob", "POST /write-keys", tenant, body={"name": "x"}).json["code"] == "owner_required"
    people.put_member("alice", tenant, "bob", "owner")
    made = people.write_key("bob", tenant)
    people.put_member("alice", tenant, "bob", "member")
    assert revoked(people, tenant, made["id"], "bob").json["code"] == "owner_required"
    # It is the tenant's, whoever made it, and stays when they go.
    people.remove_member("alice", tenant, "bob")
    assert write_keys.holder("catalog", made["key"])


def test_a_key_of_another_tenant_is_as_if_it_were_not_there(people, tenant):
    theirs = people.tenant("carol")
    made = people.write_key("carol", theirs)
    answer = revoked(people, tenant, made["id"])
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert write_keys.holder("catalog", made["key"])
    assert listed(people, tenant) == []


def test_there_are_so_many_and_no_more(people, tenant, monkeypatch):
    monkeypatch.setattr(access, "MAX_WRITE_KEYS", 2)
    first = people.write_key("alice", tenant)
    people.write_key("alice", tenant)
    answer = people.ask("alice", "POST /write-keys", tenant, body={"name": "x"})
    assert (answer.status, answer.json["code"]) == (409, "limit_reached")
    assert revoked(people, tenant, first["id"]).status == 204
    people.write_key("alice", tenant)


def test_of_two_at_once_the_last_place_is_taken_by_one(people, tenant, monkeypatch):
    monkeypatch.setattr(access, "MAX_WRITE_KEYS", 1)
    first = []
    with before_call("TransactWriteItems", once(lambda: first.append(people.write_key("alice", tenant)["id"]))):
        answer = people.ask("alice", "POST /write-keys", tenant, body={"name": "x"})
    assert (answer.status, answer.json["code"]) == (409, "limit_reached")
    assert [one["id"] for one in listed(people, tenant)] == first


def test_who_is_taken_out_at_the_same_moment_makes_no_key(people, tenant):
    people.put_member("alice", tenant, "bob", "owner")
    with before_call("TransactWriteItems", once(lambda: people.remove_member("alice", tenant, "bob"))):
        answer = people.ask("bob", "POST /write-keys", tenant, body={"name": "x"})
    assert (answer.status, answer.json["code"]) == (403, "tenant_forbidden")
    assert listed(people, tenant) == []


def test_a_key_is_revoked_once_by_two_at_once(people, tenant):
    made = people.write_key("alice", tenant)
    others = []
    with before_call("TransactWriteItems", once(lambda: others.append(revoked(people, tenant, made["id"])))):
        answer = revoked(people, tenant, made["id"])
    assert ([one.status for one in others], answer.status) == ([204], 404)
    (counted,) = rows.read("catalog", rows.tenant(tenant))
    assert counted["writeKeys"] == {"N": "0"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/name", "required")),
        ({"name": 1}, ("/name", "type")),
        ({"name": ""}, ("/name", "minLength")),
        ({"name": " "}, ("/name", "blank")),
        ({"name": "x" * 101}, ("/name", "maxLength")),
        ({"name": "a\nb"}, ("/name", "control_character")),
        ({"name": "a\u202eb"}, ("/name", "bidirectional_mark")),
        ({"name": "x", "key": "wk_mine"}, ("/key", "unknown")),
    ],
)
def test_names_can_be_read_and_keys_are_drawn_here(people, tenant, body, fault):
    answer = people.ask("alice", "POST /write-keys", tenant, body=body)
    assert (answer.status, rules(answer)) == (400, [fault])
    assert listed(people, tenant) == []


@pytest.mark.parametrize(
    "text", ["", "wk_", "wk_" + "x" * 42, "wk_" + "x" * 44, "wk_" + "ä" * 43, "x" * 46, "wk_" + "x" * 42 + "\n"]
)
def test_what_is_no_key_is_not_looked_for(people, text):
    def must_not(**_):
        raise AssertionError("asked the catalogue")

    with before_call("GetItem", must_not):
        assert write_keys.holder("catalog", text) is None


def test_a_key_that_was_never_made_is_nobodys(people):
    assert write_keys.holder("catalog", "wk_" + "x" * 43) is None
