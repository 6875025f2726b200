"""/tenants and their members: who is in, what they are, how they leave."""

import pytest

from ingestion.tenants import access
from tests.unit.ingestion.conftest import rules
from tests.unit.ingestion.world import People, user_id


@pytest.fixture
def people(api):
    return People(api)


def roles(people, name, tenant):
    """The role of each member, by user id, as `name` sees them."""
    members = people.listed(name, "GET /tenants/{id}/members", upload=tenant)
    return {member["userId"]: member["role"] for member in members}


def tenants(people, name):
    """The names of somebody's tenants."""
    return {tenant["name"] for tenant in people.listed(name, "GET /tenants")}


def test_a_first_call_makes_a_personal_tenant_and_tells_ones_id(people):
    told = people.get("alice", "GET /tenants")
    (tenant,) = told["items"]
    assert (told["userId"], tenant["name"], tenant["role"]) == (user_id("alice"), "Personal", "owner")
    assert people.get("alice", "GET /tenants") == told
    assert [project["id"] for project in people.listed("alice", "GET /projects")] == ["default"]


def test_a_new_tenant_has_an_owner_and_a_project(people):
    made = people.get("alice", "POST /tenants", body={"name": "  Menu\u0308 & Söhne "})
    assert (made["name"], made["role"]) == ("Menü & Söhne", "owner")
    assert made in people.listed("alice", "GET /tenants")
    assert roles(people, "alice", made["id"]) == {user_id("alice"): "owner"}
    (project,) = people.listed("alice", "GET /projects", made["id"])
    assert project["id"] == "default"


def test_among_several_tenants_one_has_to_be_named(people):
    made = people.tenant("alice")
    answer = people.ask("alice", "GET /projects")
    assert (answer.status, rules(answer)) == (400, [("", "tenant_required")])
    assert people.ask("alice", "GET /projects", made).status == 200


def test_who_was_invited_before_the_first_call_needs_no_header(people):
    made = people.tenant("alice", "bob")
    assert tenants(people, "bob") == {"alice's"}
    people.project("alice", made, "shared", "bob")
    assert [project["id"] for project in people.listed("bob", "GET /projects")] == ["shared"]


def test_members_come_change_and_go(people):
    made = people.tenant("alice")
    put = people.put_member("alice", made, "bob")
    assert (put["userId"], put["role"]) == (user_id("bob"), "member")
    assert people.put_member("alice", made, "bob") == put
    assert people.put_member("alice", made, "bob", "owner") == put | {"role": "owner"}
    assert roles(people, "bob", made) == {user_id("alice"): "owner", user_id("bob"): "owner"}
    assert people.remove_member("bob", made, "alice").status == 204
    assert people.ask("alice", "GET /tenants/{id}/members", upload=made).json["code"] == "tenant_forbidden"
    assert people.remove_member("bob", made, "alice").json["code"] == "not_found"


def test_a_member_may_leave(people):
    made = people.tenant("alice", "bob")
    assert people.remove_member("bob", made, "bob").status == 204
    assert roles(people, "alice", made) == {user_id("alice"): "owner"}


def test_the_last_owner_stays(people):
    made = people.tenant("alice", "bob")
    route = {"route": "PUT /tenants/{id}/members/{user}", "upload": made, "user": user_id("alice")}
    for answer in (people.remove_member("alice", made, "alice"), people.ask("alice", body={"role": "member"}, **route)):
        assert (answer.status, answer.json["code"]) == (409, "last_owner")
    people.put_member("alice", made, "bob", "owner")
    assert people.put_member("alice", made, "alice")["role"] == "member"
    assert people.remove_member("bob", made, "bob").json["code"] == "last_owner"
    # Who was made a member by itself is one like others.
    assert people.remove_member("alice", made, "bob").json["code"] == "owner_required"


def test_nothing_revives_when_somebody_comes_back(people):
    made = people.tenant("alice", "bob")
    people.project("alice", made, "shared", "bob")
    mine = people.file("bob", made, "shared")
    people.remove_member("alice", made, "bob")
    assert people.ask("bob", "GET /uploads/{id}", made, upload=mine).json["code"] == "tenant_forbidden"
    people.put_member("alice", made, "bob")
    assert people.listed("bob", "GET /projects", made) == []
    assert people.ask("bob", "GET /uploads/{id}", made, upload=mine).json["code"] == "not_found"
    assert people.listed("alice", "GET /projects/{id}/members", made, upload="shared") == []


def test_who_was_taken_out_of_the_personal_tenant_does_not_get_it_back(people):
    (personal,) = people.listed("alice", "GET /tenants")
    people.put_member("alice", personal["id"], "bob", "owner")
    assert people.remove_member("bob", personal["id"], "alice").status == 204
    assert people.listed("alice", "GET /tenants") == []
    for tenant in (None, personal["id"]):
        assert people.ask("alice", "GET /projects", tenant).json["code"] == "tenant_forbidden"
    made = people.get("alice", "POST /tenants", body={"name": "New"})
    assert people.listed("alice", "GET /tenants") == [made]
    assert people.ask("alice", "GET /projects").status == 200


def test_nothing_is_left_of_who_left(people, catalog_table):
    made = people.tenant("alice", "bob")
    people.remove_member("bob", made, "bob")
    rows = catalog_table.scan(TableName="catalog")["Items"]
    assert {(row["pk"]["S"], row["sk"]["S"]) for row in rows if user_id("bob") in str(row)} == {
        (f"U#{user_id('bob')}", "USER")
    }
    (tenant,) = [row for row in rows if row["pk"]["S"] == f"T#{made}" and row["sk"]["S"] == "TENANT"]
    assert {name: tenant[name]["N"] for name in ("owners", "members", "projects")} == dict.fromkeys(
        ("owners", "members", "projects"), "1"
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/name", "required")),
        ({"name": ""}, ("/name", "minLength")),
        ({"name": " \t "}, ("/name", "blank")),
        ({"name": "x" * 101}, ("/name", "maxLength")),
        ({"name": "a\nb"}, ("/name", "control_character")),
        ({"name": "a\u202eb"}, ("/name", "bidirectional_mark")),
        ({"name": "x", "id": "t-1"}, ("/id", "unknown")),
    ],
)
def test_a_tenant_needs_a_name_that_people_can_read(people, body, fault):
    answer = people.ask("alice", "POST /tenants", body=body)
    assert (answer.status, rules(answer)) == (400, [fault])
    assert tenants(people, "alice") == {"Personal"}


@pytest.mark.parametrize("user", ["u-1", "alice", "u-" + "A" * 32, "u-" + "0" * 33, "x" * 3000, "u-" + "0" * 32 + "\n"])
def test_who_could_not_exist_is_not_invited(people, user):
    made = people.tenant("alice")
    answer = people.ask("alice", "PUT /tenants/{id}/members/{user}", upload=made, user=user, body={"role": "member"})
    assert (answer.status, rules(answer)) == (400, [("/user", "pattern")])
    gone = people.ask("alice", "DELETE /tenants/{id}/members/{user}", upload=made, user=user)
    assert (gone.status, gone.json["code"]) == (404, "not_found")


def test_a_role_is_owner_or_member(people):
    made, route = people.tenant("alice"), "PUT /tenants/{id}/members/{user}"
    answer = people.ask("alice", route, upload=made, user=user_id("bob"), body={"role": "admin"})
    assert (answer.status, rules(answer)) == (400, [("/role", "enum")])


def test_lists_are_bounded(people, monkeypatch):
    monkeypatch.setattr(access, "MAX_TENANTS", 2)
    monkeypatch.setattr(access, "MAX_MEMBERS", 2)
    made = people.tenant("alice", "bob")
    full = {"route": "PUT /tenants/{id}/members/{user}", "upload": made, "user": user_id("carol")}
    answers = [
        people.ask("alice", "POST /tenants", body={"name": "third"}),
        people.ask("alice", body={"role": "member"}, **full),
    ]
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(409, "limit_reached")] * 2
    assert [answer.json["detail"] for answer in answers] == ["At most 2 tenants a user.", "At most 2 members a tenant."]
    # A role is still changed, and who has left makes room.
    people.put_member("alice", made, "bob", "owner")
    people.remove_member("bob", made, "bob")
    people.put_member("alice", made, "carol")


def test_nobody_is_put_into_more_tenants_than_can_be_listed(people, monkeypatch):
    monkeypatch.setattr(access, "MAX_TENANTS", 2)
    people.tenant("alice", "bob")
    people.tenant("carol", "bob")
    made = people.tenant("dave")
    invite = {"route": "PUT /tenants/{id}/members/{user}", "upload": made, "user": user_id("bob")}
    answer = people.ask("dave", body={"role": "member"}, **invite)
    assert (answer.status, answer.json["code"]) == (409, "limit_reached")
