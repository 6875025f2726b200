"""Functions that lose AWS before or after each of their calls in turn: nothing is lost, nothing is done twice.

What follows is what always follows: clients ask again, queues deliver again.
"""

import uuid
from functools import partial

import pytest

from tests.e2e.by_hand import held
from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.faults.fault import LOSE_ANSWER
from tests.faults.plan import Match, Nth, dies_after, dies_before
from tests.faults.proxy import Proxy

BODY = b"hello"


def loses_one(match, nth):
    """The answer to one call is lost, and later ones go well: the SDK asks again by itself."""
    return Nth(match, LOSE_ANSWER, nth)


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "uploads", "logger"):
        yield proxy


@pytest.fixture
def arrivals(cloud, proxy):
    """Notifications are handed to the logger by the test."""
    with held(cloud, "arrivals", "logger") as messages:
        yield messages


@pytest.fixture
def function(cloud):
    """Matches all that a function asks AWS."""
    return lambda name: Match(caller=cloud.outputs["functions"][name])


@pytest.fixture
def newcomer(cloud, people):
    """The API for a user who was never there before, each time."""
    return lambda: signed_in(cloud, people(f"u-{uuid.uuid4().hex[:8]}"))


def calls(proxy, match, act):
    """How many calls of AWS that `match` there are in what `act` does undisturbed."""
    proxy.log.clear()
    act()
    return [entry.call.operation for entry in proxy.log.all() if match(entry.call)]


def promise(api, file_id, **more):
    """Asks for a signature, whatever the answer."""
    file = {"filename": "a.txt", "contentType": "text/plain", "size": len(BODY), "fileId": file_id} | more
    return api("POST", "/uploads", json={"files": [file]})


def state(cloud, key):
    """All that is known of a file: its row, its versions, what happened and what was decided."""
    row = cloud.catalogue(key)
    pinned = row.get("versionId")
    facts = [(fact["eventName"], fact["versionId"] == pinned) for fact in cloud.facts(key)]
    return row["status"], cloud.versions(key) == [pinned], facts, [one["verdict"] for one in cloud.decisions(key)]


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (dies_before, False),
        (dies_after, False),
        (loses_one, False),
        (dies_before, True),  # and the user's tenant has to be made before
        (dies_after, True),
    ],
)
def test_signing(proxy, cloud, newcomer, function, moment, first):
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


def send(upload):
    """Sends the one part of an upload."""
    (part,) = upload["parts"]
    assert put(part, BODY).status_code == 200


@pytest.fixture
def joined(cloud):
    """Looks whether a file of one part is there, once, and nothing of it besides when the sweeper has been."""
    done = "uploaded", True, [("ObjectCreated:CompleteMultipartUpload", True)], ["admitted"]

    def look(upload):
        key = key_of(upload["parts"][0]["url"])
        eventually(lambda: state(cloud, key) == done)
        cloud.invoke("sweeper", {})
        listed = cloud.root("s3").list_multipart_uploads(Bucket=cloud.outputs["uploads_bucket"], Prefix=key)
        return "Uploads" not in listed

    return look


@pytest.mark.parametrize("moment", [dies_before, dies_after, loses_one])
def test_beginning_in_parts(proxy, newcomer, function, joined, moment):
    uploads, api = function("uploads"), newcomer()
    promise(api, str(uuid.uuid4()))
    in_parts = partial(promise, api, method="MULTIPART")
    for nth, operation in enumerate(calls(proxy, uploads, lambda: in_parts(str(uuid.uuid4()))), start=1):
        file_id = str(uuid.uuid4())
        proxy.log.clear()
        with proxy.following(moment(uploads, nth)):
            answer = in_parts(file_id)
        assert proxy.log.faults(), operation
        assert answer.status_code == (201 if moment is loses_one else 503), operation
        (upload,) = in_parts(file_id).json()["uploads"]
        send(upload)
        assert api("POST", f"/uploads/{file_id}/complete").status_code == 200, operation
        assert joined(upload), operation


@pytest.mark.parametrize("moment", [dies_before, dies_after, loses_one])
def test_joining(proxy, newcomer, function, joined, moment):
    uploads, api = function("uploads"), newcomer()

    def sent():
        upload = api.sign(method="MULTIPART")
        send(upload)
        return upload, partial(api, "POST", f"/uploads/{upload['fileId']}/complete")

    for nth, operation in enumerate(calls(proxy, uploads, sent()[1]), start=1):
        upload, complete = sent()
        proxy.log.clear()
        with proxy.following(moment(uploads, nth)):
            answer = complete()
        assert proxy.log.faults(), operation
        assert answer.status_code in {200, 503}, operation
        assert complete().status_code == 200, operation
        assert joined(upload), operation


@pytest.fixture
def arrive(newcomer, arrivals):
    """Has a file arrive, of an upload that goes on or that was given up; its key, and S3's word of it."""
    api = newcomer()

    def arrive(given_up):
        signed = api.sign()
        if given_up:
            assert api("DELETE", f"/uploads/{signed['fileId']}").status_code == 204
        assert put(signed, BODY).status_code == 200
        key = key_of(signed["url"])
        return key, arrivals.take(key, "ObjectCreated")

    return arrive


@pytest.mark.parametrize("given_up", [False, True], ids=["admitted", "rejected"])
@pytest.mark.parametrize("moment", [dies_before, dies_after])
def test_settling(proxy, cloud, arrivals, arrive, function, moment, given_up):
    logger = function("logger")
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
