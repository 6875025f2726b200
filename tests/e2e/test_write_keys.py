"""Write keys over real HTTP: made, listed and revoked by owners, and good for nothing but events."""

import uuid
from dataclasses import replace

import pytest

from tests.e2e.conftest import signed_in


@pytest.fixture(scope="module")
def pair(cloud, people):
    """Two people who are new, for nobody may be in more than fifty tenants."""
    run = uuid.uuid4().hex[:8]
    return [signed_in(cloud, people(f"{name}-{run}")) for name in ("frank", "grace")]


@pytest.fixture
def owner(pair):
    """The owner of a new tenant, acting in it."""
    made = pair[0]("POST", "/tenants", json={"name": "Keys"})
    assert made.status_code == 201, made.text
    return replace(pair[0], tenant=made.json()["id"])


@pytest.fixture
def member(pair, owner):
    """A member of the owner's tenant, acting in it."""
    user = pair[1]("GET", "/tenants").json()["userId"]
    put = owner("PUT", f"/tenants/{owner.tenant}/members/{user}", json={"role": "member"})
    assert put.status_code == 200, put.text
    return replace(pair[1], tenant=owner.tenant)


def listed(owner):
    answer = owner("GET", "/write-keys")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_made_listed_and_revoked(owner):
    made = owner.write_key("  web ")
    assert made["name"] == "web"
    (shown,) = listed(owner)
    assert shown["id"] == made["id"]
    assert made["key"] not in str(shown)
    assert owner("DELETE", f"/write-keys/{made['id']}").status_code == 204
    assert listed(owner) == []
    assert owner("DELETE", f"/write-keys/{made['id']}").status_code == 404


def test_members_neither_see_nor_make_nor_revoke_keys(owner, member):
    made = owner.write_key()
    for answer in (
        member("GET", "/write-keys"),
        member("POST", "/write-keys", json={"name": "x"}),
        member("DELETE", f"/write-keys/{made['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")
    assert [one["id"] for one in listed(owner)] == [made["id"]]


def test_a_strangers_key_is_as_if_it_were_not_there(owner, pair):
    made = owner.write_key()
    (personal,) = (one["id"] for one in pair[1]("GET", "/tenants").json()["items"] if one["name"] == "Personal")
    stranger = replace(pair[1], tenant=personal)
    foreign, missing = (stranger("DELETE", f"/write-keys/{one}") for one in (made["id"], "k-" + "0" * 32))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["code"] == missing.json()["code"] == "not_found"
    assert [one["id"] for one in listed(owner)] == [made["id"]]


def test_the_catalogue_holds_no_key(cloud, owner):
    made = owner.write_key()
    pages = cloud.root("dynamodb").get_paginator("scan").paginate(TableName=cloud.outputs["catalog_table"])
    everything = str([page["Items"] for page in pages])
    assert made["id"] in everything
    assert made["key"].removeprefix("wk_") not in everything


def test_a_key_opens_no_other_route(owner):
    program = owner.keyed()
    for method, path in (("GET", "/tenants"), ("GET", "/write-keys"), ("GET", "/upload"), ("POST", "/uploads")):
        assert program(method, path).status_code == 401
