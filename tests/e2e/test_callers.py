"""Who may send events, over real HTTP: with a good key or token, and nobody else."""

import uuid
from dataclasses import replace

import pytest

from tests.e2e.cloud import eventually
from tests.e2e.conftest import signed_in
from tests.e2e.test_auth import part, parts, signed

VIEW = {"event_type": "page_view", "page": "/home"}
NOWHERE = "t-" + "0" * 32


@pytest.fixture(scope="session")
def owner(cloud, people):
    """Somebody new, with one tenant."""
    return signed_in(cloud, people(f"callers-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="session", autouse=True)
def revoked(owner):
    """A key that has been used, and was then revoked: before the other tests, in which its time runs out."""
    made = owner.write_key("revoked")
    program = replace(owner, token=None, key=made["key"])
    assert told(program) == 202
    assert owner("DELETE", f"/write-keys/{made['id']}").status_code == 204
    return program


def told(somebody, **headers):
    """The status of sending an event, with the code of what is refused."""
    answer = somebody("POST", "/events", json=VIEW, headers=headers)
    return answer.status_code if answer.status_code == 202 else (answer.status_code, answer.json()["code"])


def test_a_newcomers_first_call_may_be_an_event(cloud, people):
    newcomer = signed_in(cloud, people(f"newcomer-{uuid.uuid4().hex[:8]}"))
    assert told(newcomer) == 202
    (tenant,) = newcomer("GET", "/tenants").json()["items"]
    assert (tenant["name"], tenant["role"]) == ("Personal", "owner")


def test_who_gives_nothing_or_nonsense(anyone):
    assert told(anyone) == (401, "unauthorized")
    for headers in (
        {"X-Write-Key": "wk_" + "x" * 43},
        {"X-Write-Key": "hello"},
        {"Authorization": "Basic ???"},
        {"Authorization": "Digest x"},
        {"Authorization": "Bearer hello"},
    ):
        assert told(anyone, **headers) == (401, "unauthorized")


def test_a_key_that_was_revoked_before_it_was_used(owner):
    made = owner.write_key()
    assert owner("DELETE", f"/write-keys/{made['id']}").status_code == 204
    assert told(replace(owner, token=None, key=made["key"])) == (401, "unauthorized")


def test_a_key_and_a_tenant(owner, bob):
    program = owner.keyed()
    own = owner("GET", "/tenants").json()["items"][0]["id"]
    assert told(replace(program, tenant=own)) == 202
    for other in (bob("GET", "/tenants").json()["items"][0]["id"], NOWHERE):
        assert told(replace(program, tenant=other)) == (403, "tenant_forbidden")
        assert told(replace(owner, tenant=other)) == (403, "tenant_forbidden")


def test_a_key_and_a_token_at_once(owner):
    answer = replace(owner, key=owner.write_key()["key"])("POST", "/events", json=VIEW)
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"pointer": "", "rule": "two_credentials"}])


def test_tokens_that_api_gateway_refuses_are_refused(owner):
    header, claims = parts(owner.token)
    head, said, signature = owner.token.split(".")
    for token in (
        signed(header, claims),
        signed(header, claims | {"iss": "https://issuer.example"}),
        f"{part(header | {'alg': 'none'})}.{part(claims)}.",
        f"{head}.{part(claims | {'sub': 'root'})}.{signature}",
        f"{head}.{said}.",
    ):
        assert told(replace(owner, token=token)) == (401, "unauthorized")


def test_a_revoked_key_is_refused_within_a_minute(revoked):
    """Runs late."""
    assert eventually(lambda: (said := told(revoked)) != 202 and said, 60) == (401, "unauthorized")
