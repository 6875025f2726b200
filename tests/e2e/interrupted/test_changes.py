"""Changes of files with AWS lost before and after each write: the client asks again, and rows and lists agree.

What it never asks again for agrees as well, at the latest once the janitor has been there.
"""

import pytest

from common.files.file import parse_key
from common.files.lifecycle import Status
from tests.e2e.agreement import disagreements
from tests.e2e.cloud import key_of, put
from tests.e2e.conftest import signed_in
from tests.e2e.detour import detour
from tests.e2e.interrupted.story import BODY, calls, loses_one
from tests.e2e.processed import derive, settle
from tests.faults.plan import Match, dies_after, dies_before
from tests.faults.proxy import Proxy

UPDATE, TRANSACTION, MESSAGE = "dynamodb:UpdateItem", "dynamodb:TransactWriteItems", "sqs:SendMessage"
WRITES = {UPDATE, TRANSACTION, MESSAGE}
MOMENTS = [dies_before, dies_after, pytest.param(loses_one, marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def proxy(cloud):
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "changes"):
        yield proxy


@pytest.fixture(scope="module")
def api(cloud, people):
    """The API for somebody of these tests alone."""
    return signed_in(cloud, people("changed-and-interrupted"))


@pytest.fixture(scope="module")
def tenant(api):
    (one,) = api("GET", "/tenants").json()["items"]
    return one["id"]


@pytest.fixture
def stored(cloud, api):
    """Makes a file that has arrived and, unless it is to be as it came, was processed; its id."""

    def make(status=Status.COMPLETED):
        signed = api.sign(tags=["x"])
        assert put(signed, BODY).status_code == 200
        api.settled(signed["fileId"])
        owner = parse_key(key_of(signed["url"]))
        assert owner
        if status is not Status.UPLOADED:
            variants = {"text": derive(cloud, owner, "text.txt", BODY, "text/plain")}
            settle(cloud, owner.key, status, variants=variants)
        return signed["fileId"]

    return make


@pytest.fixture
def changes(cloud):
    """Matches one kind of write of the function."""
    return lambda operation: Match(operation=operation, caller=cloud.outputs["functions"]["changes"])


def change(api, name, *ids):
    """One of the requests, whatever its answer."""
    path = f"/files/{ids[0]}"
    match name:
        case "rename":
            return api("PATCH", path, json={"filename": "ü.txt"}, headers={"If-Match": "*"})
        case "tag":
            return api("PATCH", path, json={"tags": ["y", "z"]}, headers={"If-Match": "*"})
        case "delete":
            return api("DELETE", path)
        case "restore":
            return api("POST", f"{path}/restore")
        case _:
            more = {"tags": ["w"]} if name == "tag many" else {}
            body = {"operation": name.partition(" ")[0], "fileIds": list(ids)}
            return api("POST", "/files/batch", json=body | more)


def went_well(answer):
    """Whether it did, for each of the files."""
    if answer.status_code != 200 or "results" not in answer.json():
        return answer.status_code in (200, 204)
    return {one["code"] for one in answer.json()["results"]} == {None}


def busy(answer):
    """Whether nothing else is said than to try again."""
    told = answer.json()
    return {told["code"]} if answer.status_code == 503 else {one["code"] for one in told["results"]} - {None}


# In this order on the same files: each request with the writes that it makes.
STORY = {
    "rename": [UPDATE],
    "tag": [TRANSACTION],
    "delete": [TRANSACTION],
    "restore": [TRANSACTION, MESSAGE],
    "tag many": [TRANSACTION] * 2,
    "delete many": [TRANSACTION] * 2,
    "restore many": [TRANSACTION] * 2 + [MESSAGE],
}


def mended(cloud, tenant):
    """What the janitor found, after which nothing is wrong."""
    run = cloud.invoke("janitor", {"dryRun": False, "graceSeconds": 0, "tenant": tenant})
    assert (run["state"], run["unseen"]) == ("done", 0)
    assert disagreements(cloud, tenant) == []
    return run["findings"]


def test_the_writes_are_those(proxy, api, stored):
    """Undisturbed. One that nobody thought of would be tried by nobody."""
    ids = stored(Status.UPLOADED), stored()
    for name, writes in STORY.items():
        made = calls(proxy, Match(), lambda name=name: change(api, name, *ids))
        assert sorted(one for one in made if one in WRITES) == sorted(writes), name


@pytest.mark.parametrize("moment", MOMENTS)
def test_asked_again(proxy, cloud, api, tenant, stored, changes, moment):
    ids = stored(Status.UPLOADED), stored()
    for name, writes in STORY.items():
        for write in dict.fromkeys(writes):
            proxy.log.clear()
            with proxy.following(moment(changes(write), 1)):
                answer = change(api, name, *ids)
            assert proxy.log.faults(), (name, write)
            assert went_well(answer) if moment is loses_one else busy(answer) == {"busy"}, (name, write)
        answers = []
        made = calls(proxy, Match(), lambda name=name: answers.append(change(api, name, *ids)))  # noqa: B023
        assert went_well(answers[0]), name
        # A file that comes back as it had come is processed, however often its restorer was cut off.
        assert (MESSAGE in made) == name.startswith("restore"), name
    first, second = (api("GET", f"/files/{one}").json() for one in ids)
    assert (first["status"], first["filename"], first["tags"]) == ("uploaded", "ü.txt", ["y", "z", "w"])
    assert (second["status"], second["tags"]) == ("completed", ["x", "w"])
    assert mended(cloud, tenant) == {}


@pytest.mark.parametrize("moment", [pytest.param(dies_before, marks=pytest.mark.long), dies_after])
def test_never_asked_again(proxy, cloud, api, tenant, stored, changes, moment):
    """Who loses heart leaves a file that is either changed or not, and nothing for the janitor to find."""
    for name, writes in STORY.items():
        for write in writes if " many" not in name else ():
            file_id = stored(Status.UPLOADED)
            if name == "restore":
                assert went_well(change(api, "delete", file_id))
            with proxy.following(moment(changes(write), 1)):
                assert busy(change(api, name, file_id)) == {"busy"}, (name, write)
    assert mended(cloud, tenant) == {}
