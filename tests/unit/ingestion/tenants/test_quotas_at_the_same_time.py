"""Requests of one tenant that overtake each other between any two calls: none gets more than there is, none leaks."""

import uuid
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common.files import usage
from common.files.file import FileId
from common.files.lifecycle import Status
from common.files.usage import NOTHING, Amount
from ingestion.uploads import entries
from tests.unit.cloud import Crash
from tests.unit.ingestion.conftest import before_call, rules
from tests.unit.ingestion.usage_world import FILE, Tenant

QUOTA = Amount(10_000, 15, 15)
FULL = 10
TEXT = {"filename": "a.txt", "contentType": "text/plain", "size": 5000}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)


@pytest.fixture(autouse=True)
def small_transactions(monkeypatch):
    """Transactions of ten writes: ten files then are one too many, as a hundred are."""
    monkeypatch.setattr(entries, "TRANSACTION", FULL)


@pytest.fixture
def tenant(api, environment):
    return Tenant(api, environment, QUOTA)


@pytest.fixture
def roomy(tenant):
    """The tenant with so much room that each shard has credit for ten files, of which it has one."""
    tenant.limit(Amount(100_000, 200, 200))
    tenant.ids(FILE)
    return tenant


def at_call(number, action, operation="TransactWriteItems"):
    """Does `action` once, before the `number`-th call of `operation`, counted from 1."""
    calls = iter(range(1, number + 1))

    def hook(**_):
        if next(calls, None) == number:
            action()

    return before_call(operation, hook)


def wishes(count, **more):
    return [FILE | {"fileId": str(uuid.uuid4())} | more for _ in range(count)]


def refused(answer, *kinds):
    assert (answer.status, answer.json["code"]) == (403, "quota_exceeded"), answer.text
    return rules(answer) == [("", kind) for kind in kinds]


@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("there", [[], [FILE]])
def test_of_two_that_do_not_fit_together_one_gets_through(tenant, call, there):
    """The other comes before the first attempt, or between it and the second."""
    tenant.post(*there) if there else None
    quicker = []
    with at_call(call, lambda: quicker.append(tenant.post(TEXT, TEXT | {"size": 4000}))):
        slower = tenant.post(TEXT)
    if quicker and quicker[0].status == 201:
        assert refused(slower, "bytes")
    else:  # the first attempt of the slower one succeeded
        assert slower.status == 201
    assert tenant.used().bytes <= QUOTA.bytes


def test_what_is_given_back_meanwhile_is_had(tenant):
    first, _ = tenant.ids(TEXT, TEXT)
    with at_call(1, lambda: tenant.end(first, Status.ABORTED), "TransactGetItems"):
        tenant.ids(TEXT)
    assert tenant.used() == Amount(10_000, 2, 2)


def test_credit_that_another_took_between_looking_and_taking_is_looked_for_again(tenant):
    tenant.ids(FILE)
    taken: list[Any] = []

    def take():
        if len(taken) < 2:
            taken.append(None)
            taken[-1] = tenant.post(*wishes(2))

    with before_call("TransactWriteItems", lambda **_: take()):
        tenant.ids(*wishes(8))
    assert tenant.used() == Amount(8 * 13, 13, 13)


def test_a_quota_that_is_changed_meanwhile_is_of_one_size(tenant):
    tenant.ids(FILE)
    other = Amount(20_000, 30, 30)

    def deploy():
        tenant.limit(other)
        tenant.ids(FILE)
        tenant.limit(QUOTA)

    for call in (1, 2):
        with at_call(call, deploy):
            tenant.ids(*wishes(4))
        tenant.used()
    assert tenant.used().files == 11


def test_two_first_requests_of_a_tenant_share_one_quota(tenant):
    with at_call(2, lambda: tenant.ids(*wishes(FULL))):
        assert refused(tenant.post(*wishes(6)), "files", "pending")
    assert tenant.used().files == 10


@pytest.mark.parametrize("call", [1, 2])
def test_ten_at_once_and_the_same_at_the_same_time_count_once(roomy, call):
    ten = wishes(FULL)
    with at_call(call, lambda: roomy.ids(*ten)):
        roomy.ids(*ten)
    assert roomy.used() == Amount(88, 11, 11)
    assert {file.held for file in roomy.files()} == {NOTHING}
    for wish in ten:
        roomy.end(wish["fileId"], Status.ABORTED)
    assert roomy.used() == Amount(8, 1, 1)


@pytest.mark.parametrize("size", [8, 9])
def test_the_first_of_ten_is_given_up_before_the_others_come(roomy, size):
    ten = wishes(FULL, size=size)
    first = ten[0]["fileId"]
    with at_call(2, lambda: roomy.end(first, Status.ABORTED)):
        roomy.ids(*ten)
    assert roomy.file(first).status is Status.ABORTED
    assert roomy.used() == Amount(8 + 9 * size, 10, 10)


def dying_before(call, operation="TransactWriteItems"):
    def die():
        raise Crash

    return at_call(call, die, operation)


@pytest.fixture
def half_done(roomy):
    """Ten uploads of which only the first was entered when the process died."""
    ten = wishes(FULL)
    with dying_before(2), pytest.raises(Crash):
        roomy.post(*ten)
    assert roomy.used() == Amount(88, 11, 11)
    assert len(roomy.files()) == 2
    return ten


def test_ten_half_done_are_completed_by_the_same_request(roomy, half_done):
    roomy.ids(*half_done)
    assert roomy.used() == Amount(88, 11, 11)
    assert len(roomy.files()) == 11


def test_ten_half_done_count_where_their_credit_is_in_whatever_order_they_are_completed(roomy, half_done):
    """The first of the repeated request would have them count elsewhere."""
    first, *others = half_done
    of = {wish["fileId"]: usage.shard(FileId(roomy.id, wish["fileId"])) for wish in half_done}
    roomy.ids(*sorted(others, key=lambda wish: of[wish["fileId"]] == of[first["fileId"]]), first)
    ten = [roomy.file(wish["fileId"]) for wish in half_done]
    assert {file.usage_shard for file in ten} == {of[first["fileId"]]}
    assert roomy.used() == Amount(88, 11, 11)


def test_ten_half_done_cost_nothing_once_the_first_is_swept(roomy, half_done):
    roomy.end(half_done[0]["fileId"], Status.EXPIRED)
    assert roomy.used() == Amount(8, 1, 1)


def test_ten_half_done_that_come_as_others_count_as_what_they_are(roomy, half_done):
    roomy.ids(half_done[0], *wishes(5))
    assert roomy.used() == Amount(56, 7, 7)
    roomy.ids(half_done[0])
    roomy.ids(*half_done)
    assert roomy.used() == Amount(56 + 72, 16, 16)


def test_a_process_that_dies_at_any_call_leaves_nothing_behind(tenant):
    tenant.ids(FILE)
    wish = wishes(3, size=5)
    for call in (1, 2, 3):
        with dying_before(call, "*"), suppress(Crash):
            tenant.post(*wish)
        assert tenant.used() in (Amount(8, 1, 1), Amount(23, 4, 4))
    tenant.ids(*wish)
    assert tenant.used() == Amount(23, 4, 4)


def test_whoever_meets_others_again_and_again_is_told_to_come_back(tenant):
    tenant.ids(FILE)

    def conflict(**_):
        answer: Any = {"Error": {"Code": "TransactionCanceledException"}}
        raise ClientError(answer | {"CancellationReasons": [{"Code": "TransactionConflict"}]}, "Transact")

    for operation in ("TransactWriteItems", "TransactGetItems"):
        with before_call(operation, conflict):
            if operation == "TransactGetItems":
                tenant.limit(Amount(20_000, 30, 30))
            answer = tenant.post(FILE)
        assert (answer.status, answer.json["code"]) == (503, "busy")
    assert tenant.used() == Amount(8, 1, 1)


def test_a_shard_is_of_the_requests_first_file(tenant):
    ids = tenant.ids(*[FILE] * 5)
    assert {file.usage_shard for file in tenant.files()} == {usage.shard(FileId(tenant.id, ids[0]))}
