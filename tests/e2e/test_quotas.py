"""A tenant's quota over real HTTP: as much gets through as it allows, whoever asks at the same time, and no more."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.conftest import VARIABLES, signed_in

PENDING = 1500
WISH = {"filename": "a.txt", "contentType": "text/plain", "size": 5}


@pytest.fixture(scope="module")
def frank(cloud, people):
    """Somebody new, who is in few tenants yet."""
    return signed_in(cloud, people(f"frank-{uuid.uuid4().hex[:8]}"))


@pytest.fixture
def tenant(frank):
    """The API in a new tenant."""
    made = frank("POST", "/tenants", json={"name": "Full"})
    assert made.status_code == 201, made.text
    return replace(frank, tenant=made.json()["id"])


def usage(tenant):
    """What the API says that the tenant uses: bytes, files, pending."""
    (told,) = [one for one in tenant("GET", "/tenants").json()["items"] if one["id"] == tenant.tenant]
    return tuple(told["usage"].values())


def ask(tenant, count=1, **wish):
    """Asks for so many files as clients do: what is busy is asked again."""

    def answered():
        answer = tenant("POST", "/uploads", json={"files": [WISH | wish] * count})
        return answer.status_code != 503 and [answer]

    (answer,) = eventually(answered)
    return answer


def taken(answers):
    """The uploads of all answers that are none of a quota reached."""
    answers = list(answers)
    refusals = [answer for answer in answers if answer.status_code != 201]
    for answer in refusals:
        assert (answer.status_code, answer.json()["code"]) == (403, "quota_exceeded"), answer.text
        assert answer.json()["errors"] == [{"pointer": "", "rule": "pending"}]
    return [one for answer in answers if answer.status_code == 201 for one in answer.json()["uploads"]]


def test_as_many_get_through_as_there_is_room_for(tenant):
    assert f'"pending": {PENDING}' in VARIABLES["TF_VAR_quotas"]
    room = 15
    with ThreadPoolExecutor(3) as pool:
        filled = taken(pool.map(lambda count: ask(tenant, count), [100] * 14 + [100 - room]))
    with ThreadPoolExecutor(8) as pool:
        assert usage(tenant) == (5 * (PENDING - room), PENDING - room, PENDING - room)
        last = taken(pool.map(lambda _: ask(tenant), range(40)))
        assert len(last) == room
        assert usage(tenant) == (5 * PENDING, PENDING, PENDING)
        assert not taken([ask(tenant)])
        # What arrives is pending no more, and of what is given up nothing is left.
        arriving, given_up = last[:6], filled[:3]
        assert all(put(one, b"hello").status_code == 200 for one in arriving)
        list(pool.map(lambda one: tenant("DELETE", f"/uploads/{one['fileId']}"), given_up))
        for one in arriving:
            assert tenant.settled(one["fileId"])["status"] == "uploaded"
        assert usage(tenant) == (5 * (PENDING - 3), PENDING - 3, PENDING - 9)
        assert len(taken(pool.map(lambda _: ask(tenant), range(20)))) == 9


def test_requests_that_do_not_fit_are_refused_as_a_whole(tenant):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(tenant, 80), range(22)))
    assert len(taken(answers)) == PENDING // 80 * 80
    assert usage(tenant)[2] == PENDING // 80 * 80


def test_the_same_request_at_the_same_time_counts_once(tenant):
    body = {"files": [WISH | {"fileId": str(uuid.uuid4())} for _ in range(100)]}
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: eventually(lambda: tenant("POST", "/uploads", json=body).status_code != 503), range(4))
        )
    assert all(answers)
    assert usage(tenant) == (500, 100, 100)


def test_however_an_upload_ends_it_counts_for_what_is_left_of_it(tenant, cloud, long_ago):
    arriving, given_up, silent = (ask(tenant).json()["uploads"][0] for _ in range(3))
    unknown = {"filename": "a.txt", "contentType": "text/plain"}
    small, empty = (tenant("GET", "/upload", params=unknown).json() for _ in range(2))
    assert usage(tenant) == (15 + 2 * 100_000_000, 5, 5)
    for signed, body in ((arriving, b"hello"), (small, b"hi"), (empty, b"")):
        assert put(signed, body).status_code == 200
        tenant.settled(signed["fileId"])
    assert tenant.upload(empty["fileId"])["status"] == "rejected"
    assert usage(tenant) == (7 + 10, 4, 2)
    assert tenant("DELETE", f"/uploads/{given_up['fileId']}").status_code == 204
    long_ago(key_of(silent["url"]))
    cloud.invoke("sweeper", {})
    assert tenant.upload(silent["fileId"])["status"] == "expired"
    assert usage(tenant) == (7, 2, 0)
