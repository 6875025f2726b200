"""Quotas: what a tenant may have is refused before it is signed, counted exactly, and told."""

import uuid

import pytest

from common.files import usage
from common.files.file import FileId
from common.files.lifecycle import Status
from common.files.usage import NOTHING, Amount
from ingestion.tenants import credit, quotas
from tests.unit.ingestion.conftest import BOB, before_call, rules
from tests.unit.ingestion.usage_world import FILE, Tenant

QUOTA = Amount(5000, 24, 22)
TEXT = {"filename": "a.txt", "contentType": "text/plain"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda *_: 0)


@pytest.fixture
def tenant(api, environment):
    return Tenant(api, environment, QUOTA)


def refused(answer, *kinds):
    assert (answer.status, answer.json["code"]) == (403, "quota_exceeded")
    return rules(answer) == [("", kind) for kind in kinds]


CASES = [
    # files                                                    used
    ([FILE], Amount(8, 1, 1)),
    ([FILE, TEXT | {"size": 5000 - 8}], Amount(5000, 2, 2)),
    ([FILE] * 99, Amount(792, 99, 99)),
    ([FILE] * 100, Amount(800, 100, 100)),
]


@pytest.mark.parametrize(("files", "used"), CASES)
def test_what_is_promised_is_used(tenant, files, used):
    tenant.limit(Amount(5000, 100, 100))
    tenant.ids(*files)
    assert tenant.used() == used


def test_the_tenant_is_told_what_it_uses_and_may(tenant):
    assert tenant.told()["usage"] == {"bytes": 0, "files": 0, "pending": 0}
    tenant.ids(FILE, FILE)
    assert tenant.told()["usage"] == {"bytes": 16, "files": 2, "pending": 2}
    assert tenant.told()["quota"] == {"bytes": 5000, "files": 24, "pending": 22}


def test_a_new_tenant_is_told_of_its_own_usage(tenant, api):
    tenant.ids(FILE)
    made = api("POST /tenants", body={"name": "Another"}).json
    assert made["usage"] == {"bytes": 0, "files": 0, "pending": 0}
    assert [item["usage"]["files"] for item in api("GET /tenants").json["items"] if item["id"] != made["id"]] == [1]


def test_the_usage_of_many_tenants_is_told_of_each(tenant, api):
    made = [api("POST /tenants", body={"name": str(number)}).json["id"] for number in range(14)]
    for number in (0, 11, 12, 13):  # the rows of twelve are one read
        tenant.post(*[FILE] * (number + 1), headers={"x-tenant-id": made[number]})
    told = {item["id"]: item["usage"]["files"] for item in api("GET /tenants").json["items"]}
    assert [told[one] for one in made] == [1, *[0] * 10, 12, 13, 14]


def test_of_unknown_size_is_as_large_as_may_be(tenant, api):
    query = {"filename": "a.txt", "contentType": "text/plain"}
    file_id = api("GET /upload", query=query).json["fileId"]
    assert tenant.used() == Amount(5000, 1, 1)
    assert refused(api("GET /upload", query=query), "bytes")
    assert refused(tenant.post(FILE), "bytes")
    tenant.end(file_id, Status.UPLOADED, size=4992)
    tenant.ids(FILE)
    assert tenant.used() == Amount(5000, 2, 1)


REFUSED = [
    # there already                     asked                                    kinds
    ([TEXT | {"size": 5000}], [FILE], ["bytes"]),
    ([], [TEXT | {"size": 5000}, FILE], ["bytes"]),
    ([FILE] * 20, [FILE] * 3, ["pending"]),
    ([FILE] * 20, [FILE] * 5, ["files", "pending"]),
    ([FILE] * 20, [FILE] * 4 + [TEXT | {"size": 5000}], ["bytes", "files", "pending"]),
    ([], [FILE] * 100, ["files", "pending"]),
]


@pytest.mark.parametrize(("there", "asked", "kinds"), REFUSED)
def test_what_is_too_much_is_refused_as_a_whole(tenant, there, asked, kinds):
    if there:
        tenant.ids(*there)
    before = tenant.used()
    assert refused(tenant.post(*asked), *kinds)
    assert (tenant.used(), len(tenant.files())) == (before, len(there))


def test_a_refusal_says_how_much_there_is(tenant):
    tenant.ids(TEXT | {"size": 4990})
    assert tenant.post(FILE, FILE).json["detail"] == "bytes: 4990 used, 16 asked for, 5000 allowed."


def test_nothing_is_signed_or_written_for_what_is_refused(tenant):
    calls = []
    with before_call("TransactWriteItems", lambda **_: calls.append(len(tenant.files()))):
        assert refused(tenant.post(TEXT | {"size": 5000}, FILE), "bytes")
    assert set(calls) <= {0}
    assert tenant.used() == NOTHING


@pytest.mark.parametrize("to", [Status.ABORTED, Status.REJECTED, Status.EXPIRED])
def test_what_ends_without_a_file_leaves_room_again(tenant, to):
    (file_id,) = tenant.ids(TEXT | {"size": 5000})
    assert refused(tenant.post(FILE), "bytes")
    tenant.end(file_id, to)
    assert tenant.used() == NOTHING
    tenant.ids(TEXT | {"size": 5000})


def test_an_upload_given_up_twice_is_given_back_once(tenant, api):
    file_id, _ = tenant.ids(FILE, FILE)
    for _ in range(2):
        assert api("DELETE /uploads/{id}", upload=file_id).status == 204
    assert tenant.used() == Amount(8, 1, 1)


def test_what_has_arrived_is_pending_no_more_but_still_there(tenant):
    for file_id in tenant.ids(*[FILE] * 20):
        tenant.end(file_id, Status.UPLOADED)
    assert tenant.used() == Amount(160, 20)
    tenant.ids(*[FILE] * 4)
    assert refused(tenant.post(FILE), "files")


def test_the_same_again_counts_once(tenant, catalog_table):
    wishes = [TEXT | {"size": 2500, "fileId": str(uuid.uuid4())} for _ in range(2)]
    for _ in range(3):
        tenant.ids(*wishes)
    assert tenant.used() == Amount(5000, 2, 2)


def test_of_a_batch_that_is_partly_there_the_rest_counts(tenant):
    first, second, third = (TEXT | {"size": 2500, "fileId": str(uuid.uuid4())} for _ in range(3))
    tenant.ids(first)
    tenant.ids(first, second)
    assert tenant.used() == Amount(5000, 2, 2)
    assert refused(tenant.post(first, second, third), "bytes")
    assert tenant.used() == Amount(5000, 2, 2)


def test_a_conflict_takes_nothing(tenant):
    wish = FILE | {"fileId": str(uuid.uuid4())}
    tenant.ids(wish)
    for others in ([FILE], [FILE] * 99):
        assert tenant.post(*others, wish | {"size": 9}).json["code"] == "upload_conflict"
    assert tenant.used() == Amount(8, 1, 1)


def test_tenants_do_not_use_each_others_quota(tenant, api):
    tenant.ids(TEXT | {"size": 5000})
    assert api("POST /uploads", body={"files": [TEXT | {"size": 5000}]}, claims=BOB).status == 201


def test_one_shard_after_the_other_lends_until_nothing_is_left(tenant):
    """Requests of one file each meet shards in any order; the last one that fits gets the last credit."""
    for _ in range(22):
        tenant.ids(FILE)
    assert refused(tenant.post(FILE), "pending")
    assert tenant.used() == Amount(176, 22, 22)


def test_a_shard_with_credit_asks_no_other(tenant):
    tenant.ids(FILE)
    wish = FILE | {"fileId": tenant.files()[0].id.id}
    shard = tenant.files()[0].usage_shard
    while wish["fileId"] in {file.id.id for file in tenant.files()} or _shard(tenant, wish["fileId"]) != shard:
        wish["fileId"] = str(uuid.uuid4())
    calls = []
    with before_call("*", lambda model, **_: calls.append(model.name)):
        tenant.ids(wish)
    assert calls == ["Query", "TransactWriteItems"]


def _shard(tenant, file_id):
    return usage.shard(FileId(tenant.id, file_id))


def test_a_raised_quota_counts_at_once(tenant):
    tenant.ids(TEXT | {"size": 5000})
    assert refused(tenant.post(FILE), "bytes")
    tenant.limit(Amount(5008, 120, 110))
    tenant.ids(FILE)
    assert refused(tenant.post(FILE), "bytes")
    assert tenant.used() == Amount(5008, 2, 2)


def test_a_lowered_quota_refuses_until_there_is_room(tenant):
    ids = tenant.ids(*[FILE] * 20)
    tenant.limit(Amount(5000, 10, 10))
    for file_id in ids[:10]:
        assert refused(tenant.post(FILE), "files", "pending")
        tenant.end(file_id, Status.ABORTED)
    assert refused(tenant.post(FILE), "files", "pending")
    tenant.end(ids[10], Status.ABORTED)
    tenant.ids(FILE)
    assert refused(tenant.post(FILE), "files", "pending")
    assert tenant.used() == Amount(80, 10, 10)


def test_a_quota_that_goes_up_and_down_leaves_no_trace(tenant):
    for quota in (Amount(10**15, 10**15, 10**15), Amount(8, 1, 1), QUOTA):
        tenant.limit(quota)
        (file_id,) = tenant.ids(FILE)
        assert tenant.used() == Amount(8, 1, 1)
        tenant.end(file_id, Status.ABORTED)
    assert tenant.used() == NOTHING


def test_a_quota_smaller_than_a_request_still_lets_smaller_ones_in(tenant):
    tenant.limit(Amount(5000, 3, 3))
    assert refused(tenant.post(*[FILE] * 4), "files", "pending")
    tenant.ids(*[FILE] * 3)


def test_more_shards_than_before_share_the_same_quota(tenant, monkeypatch):
    """The number of shards may be raised: readers ask every shard there is, and the next quota is spread over all."""
    with monkeypatch.context() as before:
        for module in (usage, credit, quotas):
            before.setattr(module, "SHARDS", 4)
        before.setattr(quotas, "_TENANTS_A_READ", 25)
        tenant.ids(*[FILE] * 4)
    assert tenant.told()["usage"]["files"] == 4
    for _ in range(18):
        tenant.ids(FILE)
    assert tenant.used() == Amount(176, 22, 22)
    assert refused(tenant.post(FILE), "pending")
