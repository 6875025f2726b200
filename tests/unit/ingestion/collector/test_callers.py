"""Who sends events: by write key or token, in which tenant, and for how long a key that is no more still counts."""

from datetime import timedelta

import pytest

from common import aws
from common.errors import Busy, InvalidRequest, ScopeMissing, TenantForbidden, Unauthorized
from ingestion.collector import callers, issuer_keys, known_keys
from ingestion.collector.callers import Caller, Trust
from ingestion.tenants import write_keys
from tests.unit.cloud import NOW
from tests.unit.ingestion.collector import issuer
from tests.unit.ingestion.collector.issuer import AUDIENCE, ISSUER, SCOPE, token
from tests.unit.ingestion.conftest import before_call
from tests.unit.ingestion.world import People, user_id

TRUST = Trust("catalog", ISSUER, AUDIENCE, SCOPE, "https://issuer.example/keys")


class Clock:
    """When requests come: so many seconds after NOW."""

    now = 0.0


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(Clock, "now", 0.0)
    return Clock


@pytest.fixture(autouse=True)
def fresh_container(monkeypatch, clock):
    for remembered in (
        known_keys.good,
        known_keys.bad,
    ):
        remembered.clear()
    callers._issuer_keys.cache_clear()
    monkeypatch.setattr(issuer_keys, "fetched", lambda url: {TRUST.jwks_url: issuer.published()}[url])


@pytest.fixture
def people(api):
    return People(api)


@pytest.fixture
def tenant(people):
    """A tenant of Alice's, with Bob in it."""
    return people.tenant("alice", "bob")


def caller(headers, body_key=None, at=None):
    return callers.caller(headers, body_key, TRUST, at or NOW + timedelta(seconds=Clock.now))


def asked(operation="GetItem"):
    """Counts DynamoDB's calls of a kind."""
    calls = []
    return calls, before_call(operation, lambda **_: calls.append(operation))


def test_a_key_stands_for_its_tenant(people, tenant):
    made = people.write_key("alice", tenant)
    expected = Caller(tenant, made["id"])
    assert caller({"x-write-key": made["key"]}) == expected
    assert caller({"x-write-key": made["key"], "x-tenant-id": tenant}) == expected
    assert caller({}, made["key"]) == expected


def test_a_key_opens_no_other_tenant(people, tenant):
    key = people.write_key("alice", tenant)["key"]
    for other in (people.tenant("alice"), people.tenant("carol"), "t-" + "0" * 32, "", "x" * 5000):
        with pytest.raises(TenantForbidden):
            caller({"x-write-key": key, "x-tenant-id": other})


@pytest.mark.parametrize("key", ["wk_" + "x" * 43, "hello", "wk_", "x" * 100_000, "wk_ä"])
def test_what_is_no_key(people, tenant, key):
    with pytest.raises(Unauthorized):
        caller({"x-write-key": key})


def test_what_cannot_be_a_key_takes_no_memory(people, tenant):
    for number in range(10):
        with pytest.raises(Unauthorized):
            caller({}, f"wk_{number}" + "x" * 400_000)
    assert known_keys.bad._kept == {}


def test_a_key_is_read_once_in_half_a_minute(people, tenant, clock):
    key = people.write_key("alice", tenant)["key"]
    calls, counting = asked()
    with counting:
        for _ in range(10):
            caller({"x-write-key": key})
        clock.now += known_keys.GOOD_SECONDS - 1
        caller({"x-write-key": key})
        assert len(calls) == 1
        clock.now += 1
        caller({"x-write-key": key})
        assert len(calls) == 2


def test_a_revoked_key_is_refused_within_half_a_minute(people, tenant, clock):
    made = people.write_key("alice", tenant)
    # Seen again and again, yet no longer remembered for that.
    caller({"x-write-key": made["key"]})
    clock.now += known_keys.GOOD_SECONDS - 1
    caller({"x-write-key": made["key"]})
    people.ask("alice", "DELETE /write-keys/{id}", tenant, upload=made["id"])
    clock.now += 1
    with pytest.raises(Unauthorized):
        caller({"x-write-key": made["key"]})
    assert known_keys.GOOD_SECONDS <= 30


def test_a_key_that_was_not_there_is_looked_for_again_after_seconds(people, tenant, clock):
    made = people.write_key("alice", tenant)
    row = aws.dynamodb().scan(
        TableName="catalog", FilterExpression="sk = :sk", ExpressionAttributeValues={":sk": {"S": "KEY"}}
    )["Items"][0]
    aws.dynamodb().delete_item(TableName="catalog", Key={"pk": row["pk"], "sk": row["sk"]})
    calls, counting = asked()
    with counting:
        for _ in range(10):
            with pytest.raises(Unauthorized):
                caller({"x-write-key": made["key"]})
        assert len(calls) == 1
        aws.dynamodb().put_item(TableName="catalog", Item=row)
        clock.now += known_keys.BAD_SECONDS
        assert caller({"x-write-key": made["key"]}).source == made["id"]


def test_trying_keys_by_the_thousand_pushes_out_no_good_one(people, tenant, monkeypatch):
    key = people.write_key("alice", tenant)["key"]
    caller({"x-write-key": key})
    bad: known_keys.Recent[bool] = known_keys.Recent(known_keys.BAD_SECONDS, 10)
    monkeypatch.setattr(known_keys, "bad", bad)
    for number in range(50):
        with pytest.raises(Unauthorized):
            caller({"x-write-key": f"wk_{number:043}"})
    assert len(bad._kept) == 10
    calls, counting = asked()
    with counting:
        caller({"x-write-key": key})
    assert calls == []


def test_of_what_is_remembered_the_oldest_goes_first():
    recent: known_keys.Recent[str] = known_keys.Recent(30, 2)
    for name in ("a", "b", "a", "c"):
        recent.put(name, name, NOW)
    assert [recent.get(name, NOW) for name in ("a", "b", "c")] == ["a", None, "c"]


def test_requests_that_overtake_each_other_remember_as_long():
    recent: known_keys.Recent[str] = known_keys.Recent(30, 2)
    recent.put("a", "a", NOW)
    seconds = (-30, -29, 0, 29, 30)
    found = [recent.get("a", NOW + timedelta(seconds=one)) for one in seconds]
    assert found == [None, "a", "a", "a", None]


def test_a_catalogue_that_does_not_answer_refuses_nobody(people, tenant, monkeypatch):
    def busy(*_):
        raise Busy

    monkeypatch.setattr(write_keys, "holder", busy)
    with pytest.raises(Busy):
        caller({"x-write-key": "wk_" + "x" * 43})


def test_a_user_acts_in_a_tenant_of_theirs(people, tenant):
    bearer = {"authorization": f"Bearer {token(issuer.claims(sub='bob'))}"}
    assert caller(bearer) == caller(bearer | {"x-tenant-id": tenant}) == Caller(tenant, user_id("bob"))
    with pytest.raises(TenantForbidden):
        caller(bearer | {"x-tenant-id": people.tenant("carol")})
    own = people.tenant("bob")
    with pytest.raises(InvalidRequest) as refused:
        caller(bearer)
    assert [fault.rule for fault in refused.value.faults] == ["tenant_required"]
    assert caller(bearer | {"x-tenant-id": own}).tenant == own


def test_who_was_taken_out_of_the_tenant_is_out_at_once(people, tenant):
    bearer = {"authorization": f"Bearer {token(issuer.claims(sub='bob'))}", "x-tenant-id": tenant}
    assert caller(bearer).tenant == tenant
    people.remove_member("alice", tenant, "bob")
    with pytest.raises(TenantForbidden):
        caller(bearer)


def test_a_users_first_call_makes_a_personal_tenant(people):
    found = caller({"authorization": f"Bearer {token(issuer.claims(sub='newcomer'))}"})
    (own,) = people.listed("newcomer", "GET /tenants")
    assert found == Caller(own["id"], user_id("newcomer"))


def test_tokens_that_are_not_believed(people):
    with pytest.raises(Unauthorized):
        caller({"authorization": "Bearer hello"})
    with pytest.raises(Unauthorized):
        caller({"authorization": f"Bearer {token()}"}, at=NOW + timedelta(hours=1))
    with pytest.raises(Unauthorized):
        caller({"authorization": f"Bearer {token(issuer.claims(sub=''))}"})
    with pytest.raises(ScopeMissing):
        caller({"authorization": f"Bearer {token(issuer.claims(scope='openid'))}"})
