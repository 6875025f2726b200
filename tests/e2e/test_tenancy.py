"""Three people over real HTTP: they share a tenant and a project, see what they may, and are taken out again."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from tests.e2e.cloud import key_of, put
from tests.e2e.conftest import signed_in

NOWHERE = "t-" + "0" * 32
WISH = {"filename": "a.txt", "contentType": "text/plain", "size": 5}


@pytest.fixture(scope="module")
def trio(cloud, people):
    """Three people who are new: tenants stay, and nobody can be in more than fifty."""
    run = uuid.uuid4().hex[:8]
    return [signed_in(cloud, people(f"{name}-{run}")) for name in ("carol", "dave", "erin")]


@pytest.fixture(scope="module")
def carol(trio):
    """Who owns the tenants of these tests."""
    return trio[0]


@pytest.fixture(scope="module")
def dave(trio):
    return trio[1]


@pytest.fixture(scope="module")
def erin(trio):
    return trio[2]


def told(answer, status=200):
    """The body of an answer that has to have this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def user_id(somebody):
    return told(somebody("GET", "/tenants"))["userId"]


def within(somebody, tenant):
    return replace(somebody, tenant=tenant)


@pytest.fixture
def tenant(carol):
    """A new tenant of Carol's."""
    return told(carol("POST", "/tenants", json={"name": "Shared"}), 201)["id"]


def invite(owner, tenant, guest, role="member"):
    return told(owner("PUT", f"/tenants/{tenant}/members/{user_id(guest)}", json={"role": role}))


def remove(owner, tenant, member):
    return owner("DELETE", f"/tenants/{tenant}/members/{user_id(member)}")


def share(owner, tenant, project, *guests):
    """A new project with members."""
    inside = within(owner, tenant)
    told(inside("POST", "/projects", json={"id": project, "name": project}), 201)
    for guest in guests:
        told(inside("PUT", f"/projects/{project}/members/{user_id(guest)}"))


def sign(somebody, project):
    answer = somebody("POST", "/uploads", json={"projectId": project, "files": [WISH]})
    return told(answer, 201)["uploads"][0]


def test_three_people_upload_together_and_see_what_they_may(carol, dave, erin, tenant):
    for guest in (dave, erin):
        assert invite(carol, tenant, guest)["role"] == "member"
    share(carol, tenant, "shared", dave, erin)
    share(carol, tenant, "secret", erin)
    owner, first, second = (within(one, tenant) for one in (carol, dave, erin))

    signed = {name: sign(one, "shared") for name, one in (("owner", owner), ("first", first), ("second", second))}
    assert {put(one, b"hello").status_code for one in signed.values()} == {200}
    for name, one in (("owner", owner), ("first", first), ("second", second)):
        assert one.settled(signed[name]["fileId"])["status"] == "uploaded"
    assert {owner.upload(one["fileId"])["projectId"] for one in signed.values()} == {"shared"}
    assert first("GET", f"/uploads/{signed['second']['fileId']}").status_code == 404
    assert first("GET", f"/uploads/{signed['owner']['fileId']}").status_code == 404

    def projects(one):
        return [project["id"] for project in told(one("GET", "/projects"))["items"]]

    assert [projects(one) for one in (owner, first, second)] == [
        ["default", "secret", "shared"],
        ["shared"],
        ["secret", "shared"],
    ]
    assert {one["userId"] for one in told(first("GET", "/projects/shared/members"))["items"]} == {
        user_id(dave),
        user_id(erin),
    }
    assert first("GET", "/projects/secret/members").json()["code"] == "not_found"
    refused = first("POST", "/uploads", json={"projectId": "secret", "files": [WISH]})
    assert refused.json()["errors"] == [{"pointer": "/projectId", "rule": "unknown_project"}]
    assert key_of(signed["first"]["url"]).startswith(f"{tenant}/")


def test_a_member_is_removed_in_mid_upload(carol, dave, tenant):
    invite(carol, tenant, dave)
    share(carol, tenant, "shared", dave)
    inside, owner = within(dave, tenant), within(carol, tenant)
    signed, other = sign(inside, "shared"), sign(inside, "shared")
    assert remove(carol, tenant, dave).status_code == 204
    # With the very next request, though the token is still good.
    for answer in (
        inside("GET", f"/uploads/{signed['fileId']}"),
        inside("DELETE", f"/uploads/{signed['fileId']}"),
        inside("POST", "/uploads", json={"projectId": "shared", "files": [WISH]}),
        inside("GET", "/projects"),
        dave("GET", f"/tenants/{tenant}/members"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "tenant_forbidden")
    (personal,) = (one["id"] for one in told(dave("GET", "/tenants"))["items"] if one["name"] == "Personal")
    assert within(dave, personal)("GET", f"/uploads/{signed['fileId']}").status_code == 404
    # A URL that was signed before is S3's, until it expires; what it brings is the tenant's.
    assert put(signed, b"hello").status_code == 200
    assert owner.settled(signed["fileId"])["status"] == "uploaded"
    assert owner("DELETE", f"/uploads/{other['fileId']}").status_code == 204
    # Back in the tenant is not back in its projects.
    invite(carol, tenant, dave)
    assert told(inside("GET", "/projects"))["items"] == []
    assert inside("GET", f"/uploads/{signed['fileId']}").status_code == 404


def test_a_strangers_tenant_and_none_are_told_apart_by_nobody(carol, dave, tenant):
    def answers(method, path, chosen, **more):
        answer = within(dave, chosen)(method, path, **more)
        body = {name: value for name, value in answer.json().items() if name not in ("instance", "requestId")}
        return answer.status_code, body

    for method, path, more in (
        ("GET", "/upload", {"params": WISH}),
        ("GET", f"/uploads/{uuid.uuid4()}", {}),
        ("GET", "/projects", {}),
        ("POST", "/projects", {"json": {"id": "x", "name": "x"}}),
        ("GET", "/projects/default/members", {}),
    ):
        foreign, missing, malformed = (answers(method, path, one, **more) for one in (tenant, NOWHERE, "t-0"))
        assert foreign == missing == malformed
        assert (foreign[0], foreign[1]["code"]) == (403, "tenant_forbidden")
    user = user_id(dave)
    for method, body in (("GET", None), ("PUT", {"role": "owner"}), ("DELETE", None)):
        path = "members" if method == "GET" else f"members/{user}"
        foreign, missing = (answers(method, f"/tenants/{one}/{path}", None, json=body) for one in (tenant, NOWHERE))
        assert foreign == missing
        assert (foreign[0], foreign[1]["code"]) == (403, "tenant_forbidden")


def test_of_two_last_owners_who_leave_at_once_one_stays(carol, dave):
    for _ in range(3):
        made = told(carol("POST", "/tenants", json={"name": "Duel"}), 201)["id"]
        invite(carol, made, dave, "owner")
        ids = {one: user_id(one) for one in (carol, dave)}
        with ThreadPoolExecutor(2) as pool:
            leave = [pool.submit(one, "DELETE", f"/tenants/{made}/members/{ids[one]}") for one in (carol, dave)]
            answers = [one.result() for one in leave]
        assert sorted(answer.status_code for answer in answers) == [204, 409]
        (stays,) = (one for one, answer in zip((carol, dave), answers, strict=True) if answer.status_code == 409)
        (left,) = told(stays("GET", f"/tenants/{made}/members"))["items"]
        assert (left["userId"], left["role"]) == (ids[stays], "owner")


def test_ten_invitations_at_once_are_one_membership(carol, erin, tenant):
    path = f"/tenants/{tenant}/members/{user_id(erin)}"
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: carol("PUT", path, json={"role": "member"}), range(10)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(told(carol("GET", f"/tenants/{tenant}/members"))["items"]) == 2


def test_browsers_may_put_and_delete(anyone):
    for method in ("PUT", "DELETE"):
        asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,x-tenant-id"}
        answer = requests.options(
            f"{anyone.url}/tenants/x/members/y", headers={"Origin": "http://localhost:5173", **asked}, timeout=10
        )
        assert method in answer.headers["Access-Control-Allow-Methods"]
