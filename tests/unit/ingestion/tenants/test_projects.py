"""/projects and their members, and what they may upload and see there."""

import pytest

from ingestion.tenants import access
from tests.unit.ingestion.conftest import rules
from tests.unit.ingestion.world import FILE, People, user_id


@pytest.fixture
def people(api):
    return People(api)


@pytest.fixture
def tenant(people):
    """A tenant of Alice's, with Bob and Carol in it."""
    return people.tenant("alice", "bob", "carol")


def seen(people, name, tenant):
    return [project["id"] for project in people.listed(name, "GET /projects", tenant)]


def test_owners_see_all_projects_and_members_their_own(people, tenant):
    people.project("alice", tenant, "one", "bob")
    people.project("alice", tenant, "two", "bob", "carol")
    assert seen(people, "alice", tenant) == ["default", "one", "two"]
    assert seen(people, "bob", tenant) == ["one", "two"]
    assert seen(people, "carol", tenant) == ["two"]
    listed = people.listed("carol", "GET /projects/{id}/members", tenant, upload="two")
    assert [(one["userId"], one["role"]) for one in listed] == sorted(
        (user_id(name), "member") for name in ("bob", "carol")
    )


def test_a_member_may_leave_a_project(people, tenant):
    people.project("alice", tenant, "one", "bob")
    leave = {"route": "DELETE /projects/{id}/members/{user}", "tenant": tenant, "upload": "one", "user": user_id("bob")}
    assert people.ask("bob", **leave).status == 204
    assert people.ask("bob", **leave).json["code"] == "not_found"
    assert people.ask("alice", **leave).json["code"] == "not_found"
    assert seen(people, "bob", tenant) == []


def test_uploads_of_a_project_are_seen_as_long_as_one_is_in_it(people, tenant):
    people.project("alice", tenant, "one", "bob", "carol")
    mine = people.file("bob", tenant, "one")
    statuses = {
        name: people.ask(name, "GET /uploads/{id}", tenant, upload=mine).status for name in ("alice", "bob", "carol")
    }
    assert statuses == {"alice": 200, "bob": 200, "carol": 404}
    out = {"route": "DELETE /projects/{id}/members/{user}", "tenant": tenant, "upload": "one", "user": user_id("bob")}
    assert people.ask("alice", **out).status == 204
    for route in ("GET /uploads/{id}", "DELETE /uploads/{id}"):
        assert people.ask("bob", route, tenant, upload=mine).json["code"] == "not_found"
    again = people.ask("bob", "POST /uploads", tenant, body={"projectId": "one", "files": [FILE | {"fileId": mine}]})
    assert (again.status, rules(again)) == (400, [("/projectId", "unknown_project")])
    people.put_into("alice", tenant, "one", "bob")
    assert people.ask("bob", "GET /uploads/{id}", tenant, upload=mine).status == 200


def test_an_owner_who_becomes_a_member_keeps_but_the_projects_given(people, tenant):
    people.put_member("alice", tenant, "bob", "owner")
    people.project("alice", tenant, "one", "bob")
    people.project("alice", tenant, "two")
    assert seen(people, "bob", tenant) == ["default", "one", "two"]
    people.put_member("alice", tenant, "bob", "member")
    assert seen(people, "bob", tenant) == ["one"]


def test_the_one_line_way_leads_into_the_default_project(people, tenant):
    refused = people.ask("bob", "GET /upload", tenant, query=FILE)
    assert (refused.status, rules(refused)) == (400, [("", "unknown_project")])
    people.put_into("alice", tenant, "default", "bob")
    assert people.ask("bob", "GET /upload", tenant, query=FILE).status == 200


def test_only_members_of_the_tenant_are_put_into_projects(people, tenant):
    people.project("alice", tenant, "one")
    route = {"route": "PUT /projects/{id}/members/{user}", "tenant": tenant, "upload": "one"}
    answer = people.ask("alice", user=user_id("dave"), **route)
    assert (answer.status, answer.json["code"]) == (409, "not_a_member")
    malformed = people.ask("alice", user="dave", **route)
    assert (malformed.status, rules(malformed)) == (400, [("/user", "pattern")])
    assert people.put_into("alice", tenant, "one", "alice")["role"] == "owner"


def test_a_project_is_made_once(people, tenant):
    people.project("alice", tenant, "one")
    again = people.ask("alice", "POST /projects", tenant, body={"id": "one", "name": "other"})
    assert (again.status, again.json["code"]) == (409, "project_exists")
    # Another tenant's of the same id is another.
    people.project("dave", people.tenant("dave"), "one")


def test_a_tenant_has_so_many_projects_and_no_more(people, tenant, monkeypatch):
    monkeypatch.setattr(access, "MAX_PROJECTS", 2)
    people.project("alice", tenant, "one")
    answer = people.ask("alice", "POST /projects", tenant, body={"id": "two", "name": "two"})
    assert (answer.status, answer.json["code"], answer.json["detail"]) == (
        409,
        "limit_reached",
        "At most 2 projects a tenant.",
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"id": "one"}, ("/name", "required")),
        ({"id": "One", "name": "x"}, ("/id", "pattern")),
        ({"id": "-", "name": "x"}, ("/id", "pattern")),
        ({"id": "a#M#b", "name": "x"}, ("/id", "pattern")),
        ({"id": "one\n", "name": "x"}, ("/id", "pattern")),
        ({"id": "x" * 65, "name": "x"}, ("/id", "pattern")),
        ({"id": "one", "name": "\0"}, ("/name", "control_character")),
    ],
)
def test_ids_are_plain_and_names_can_be_read(people, tenant, body, fault):
    answer = people.ask("alice", "POST /projects", tenant, body=body)
    assert (answer.status, rules(answer)) == (400, [fault])
    assert seen(people, "alice", tenant) == ["default"]


def test_ids_in_the_contract_and_in_code_are_the_same():
    from ingestion.web import contract

    pattern = contract.document()["components"]["schemas"]["ProjectId"]["pattern"]
    assert pattern == f"^{access._PROJECT_ID.pattern}$"
