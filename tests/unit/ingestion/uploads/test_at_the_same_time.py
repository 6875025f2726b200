"""Changes to a tenant that overtake each other between reading and writing: none is lost, none is half done."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from ingestion.tenants import access
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.world import FILE, People, user_id

MEMBER = "PUT /tenants/{id}/members/{user}"


@pytest.fixture
def people(api):
    return People(api)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)


def overtaken(slower, quicker):
    """What `slower` answers when `quicker` happens between its reading and its writing."""
    done: list[Any] = []

    def hook(**_):
        if not done:
            done.append(None)
            done[0] = quicker()

    with before_call("TransactWriteItems", hook):
        answer = slower()
    assert done[0].status < 300, done[0].text
    return answer


def owners(people, name, tenant):
    members = people.listed(name, "GET /tenants/{id}/members", upload=tenant)
    return {member["userId"] for member in members if member["role"] == "owner"}


@pytest.fixture
def tenant(people):
    """A tenant that Alice and Bob own, and Carol is a member of."""
    made = people.tenant("alice", "carol")
    people.put_member("alice", made, "bob", "owner")
    return made


def put(people, by, tenant, name, role):
    return people.ask(by, MEMBER, upload=tenant, user=user_id(name), body={"role": role})


def test_of_two_last_owners_one_stays(people, tenant):
    answer = overtaken(
        lambda: people.remove_member("alice", tenant, "alice"), lambda: people.remove_member("bob", tenant, "bob")
    )
    assert (answer.status, answer.json["code"]) == (409, "last_owner")
    assert owners(people, "alice", tenant) == {user_id("alice")}


def test_of_two_last_owners_who_step_down_one_stays(people, tenant):
    answer = overtaken(
        lambda: put(people, "alice", tenant, "alice", "member"), lambda: put(people, "bob", tenant, "bob", "member")
    )
    assert (answer.status, answer.json["code"]) == (409, "last_owner")
    assert owners(people, "alice", tenant) == {user_id("alice")}


def test_who_is_taken_out_meanwhile_changes_nothing_any_more(people, tenant):
    for change in (
        lambda: people.remove_member("alice", tenant, "bob"),
        lambda: put(people, "alice", tenant, "dave", "owner"),
        lambda: put(people, "alice", tenant, "carol", "owner"),
        lambda: people.ask("alice", "POST /projects", tenant, body={"id": "one", "name": "one"}),
        lambda: people.ask(
            "alice", "PUT /projects/{id}/members/{user}", tenant, upload="default", user=user_id("carol")
        ),
    ):
        answer = overtaken(change, lambda: people.remove_member("bob", tenant, "alice"))
        assert (answer.status, answer.json["code"]) == (403, "tenant_forbidden")
        put(people, "bob", tenant, "alice", "owner")
    assert owners(people, "bob", tenant) == {user_id("alice"), user_id("bob")}
    assert [project["id"] for project in people.listed("bob", "GET /projects", tenant)] == ["default"]
    assert people.listed("carol", "GET /projects", tenant) == []


def test_who_leaves_meanwhile_is_in_no_project(people, tenant):
    into = {"route": "PUT /projects/{id}/members/{user}", "upload": "default", "user": user_id("carol")}
    answer = overtaken(
        lambda: people.ask("alice", tenant=tenant, **into), lambda: people.remove_member("carol", tenant, "carol")
    )
    assert (answer.status, answer.json["code"]) == (409, "not_a_member")
    people.put_member("alice", tenant, "carol")
    assert people.listed("carol", "GET /projects", tenant) == []


def test_the_same_invitation_twice_is_one_member(people, tenant):
    answer = overtaken(
        lambda: put(people, "alice", tenant, "dave", "owner"), lambda: put(people, "bob", tenant, "dave", "member")
    )
    assert (answer.status, answer.json["role"]) == (200, "owner")
    assert owners(people, "dave", tenant) == {user_id(name) for name in ("alice", "bob", "dave")}


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "MAX_PROJECTS", "MAX_TENANTS"])
def test_the_last_place_is_taken_once(people, tenant, monkeypatch, limit):
    monkeypatch.setattr(access, limit, {"MAX_MEMBERS": 4, "MAX_PROJECTS": 2, "MAX_TENANTS": 3}[limit])

    def take(number):
        if limit == "MAX_MEMBERS":
            return put(people, "alice", tenant, f"guest-{number}", "member")
        body = {"name": "x"} | ({"id": f"p{number}"} if limit == "MAX_PROJECTS" else {})
        return people.ask("alice", "POST /projects" if limit == "MAX_PROJECTS" else "POST /tenants", tenant, body=body)

    answer = overtaken(lambda: take(1), lambda: take(2))
    assert (answer.status, answer.json["code"]) == (409, "limit_reached")


def test_two_first_calls_make_one_tenant(people):
    answer = overtaken(
        lambda: people.ask("erin", "GET /tenants"), lambda: people.ask("erin", "GET /upload", query=FILE)
    )
    assert answer.status == 200
    assert len(answer.json["items"]) == 1


def test_whoever_is_overtaken_again_and_again_is_told_to_come_back(people, tenant):
    def conflict(**_):
        raise ClientError({"Error": {"Code": "TransactionConflictException"}}, "TransactWriteItems")

    with before_call("TransactWriteItems", conflict):
        answer = put(people, "alice", tenant, "dave", "member")
    assert (answer.status, answer.json["code"]) == (503, "busy")
