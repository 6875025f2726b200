"""Signing and settling files that are sent whole, with AWS lost at each call: nothing is lost, nothing is done twice.

What follows is what always follows: clients ask again, queues deliver again.
"""

import uuid

import pytest

from tests.e2e.by_hand import held
from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.interrupted.story import BODY, MOMENTS, calls, loses_one, promise, state
from tests.faults.plan import dies_after, dies_before


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        pytest.param(dies_before, False, marks=pytest.mark.long),
        (dies_after, False),
        pytest.param(loses_one, False, marks=pytest.mark.long),
        pytest.param(dies_before, True, marks=pytest.mark.long),  # and the user's tenant has to be made before
        (dies_after, True),
    ],
)
def test_signing(proxy, cloud, newcomer, function, charged, moment, first):
    uploads, known = function("uploads"), newcomer()
    if not first:
        promise(known, str(uuid.uuid4()))
    for nth, operation in enumerate(calls(proxy, uploads, lambda: promise(known, str(uuid.uuid4()))), start=1):
        api, file_id = newcomer() if first else known, str(uuid.uuid4())
        proxy.log.clear()
        with proxy.following(moment(uploads, nth)):
            answer = promise(api, file_id)
        assert proxy.log.faults(), operation
        assert answer.status_code == (201 if moment is loses_one else 503), operation
        again = promise(api, file_id)
        assert again.status_code == 201, operation
        (signed,) = again.json()["uploads"]
        assert put(signed, BODY).status_code == 200
        assert api.settled(file_id)["status"] == "uploaded"
        done = "uploaded", True, [("ObjectCreated:Put", True)], ["admitted"]
        eventually(lambda: state(cloud, key_of(signed["url"])) == done)  # noqa: B023 - asked at once
        assert charged(api), operation


@pytest.fixture
def arrivals(cloud, proxy):
    """Notifications are handed to the logger by the test."""
    with held(cloud, "arrivals", "logger") as messages:
        yield messages


@pytest.fixture
def arrival(newcomer, arrivals):
    """Has a file arrive, of an upload that goes on or was given up; its key, and S3's word of it. And whose it is."""
    api = newcomer()

    def arrive(given_up):
        signed = api.sign()
        if given_up:
            assert api("DELETE", f"/uploads/{signed['fileId']}").status_code == 204
        assert put(signed, BODY).status_code == 200
        key = key_of(signed["url"])
        return key, arrivals.take(key, "ObjectCreated")

    return arrive, api


@pytest.mark.parametrize("given_up", [False, True], ids=["admitted", "rejected"])
@pytest.mark.parametrize("moment", MOMENTS[:2])
def test_settling(proxy, cloud, arrivals, arrival, function, charged, moment, given_up):
    logger, (arrive, api) = function("logger"), arrival
    key, message = arrive(given_up)
    undisturbed = calls(proxy, logger, lambda: arrivals.hand_over(message))
    settled = state(cloud, key)
    assert settled[0] == ("aborted" if given_up else "uploaded")
    for nth, operation in enumerate(undisturbed, start=1):
        key, message = arrive(given_up)
        proxy.log.clear()
        with proxy.following(moment(logger, nth)):
            done = arrivals.hand_over(message)
        assert proxy.log.faults(), operation
        assert not done, operation
        assert arrivals.hand_over(message)
        assert state(cloud, key) == settled, operation
        assert charged(api), operation
