"""Files found at the command line, and processed once more: what lists say is what the router then does."""

import json
import uuid

import pytest

from common.files.lifecycle import Status
from tests.e2e.by_hand import Messages
from tests.e2e.cloud import eventually, key_of, put
from tests.e2e.command import Inlet
from tests.e2e.conftest import signed_in
from tests.e2e.processed import settle

CONTENT = b"a,b\n1,2\n"
NAMES = ("one.txt", "Menü – zwei.txt", "three.csv")


@pytest.fixture(scope="module")
def keeper(cloud, people):
    """The API for somebody who has no files but those of this module."""
    return signed_in(cloud, people(f"keeper-{uuid.uuid4().hex[:8]}"))


@pytest.fixture(scope="module")
def files(cloud, keeper):
    """{name: (id, key)} of files that came, one after the other. The first two failed, the third came to a good end."""
    found = {}
    for name in NAMES:
        media_type = {"txt": "text/plain", "csv": "text/csv"}[name[-3:]]
        signed = keeper.sign(filename=name, contentType=media_type, size=len(CONTENT))
        assert put(signed, CONTENT).status_code == 200
        keeper.settled(signed["fileId"])
        key = key_of(signed["url"])
        settle(cloud, key, Status.COMPLETED if name == NAMES[2] else Status.FAILED)
        found[name] = signed["fileId"], key
    return found


@pytest.fixture
def inlet(keeper, tmp_path) -> Inlet:
    return Inlet(tmp_path, {"INLET_API": keeper.url, "INLET_TOKEN": keeper.token or ""})


def test_files_are_found(inlet, files):
    rows = inlet("ls").rows
    assert [(name, size, status, file_id) for name, size, status, _, file_id in rows] == [
        (name, "8 bytes", "completed" if name == NAMES[2] else "failed", files[name][0]) for name in reversed(NAMES)
    ]
    filters = ("--status", "failed", "--type", "text/*", "--from", "1h", "--project", "default")
    (one,) = inlet("ls", *filters, "--limit", "1", "--json").json()
    assert (one["fileId"], one["status"]) == (files[NAMES[1]][0], "failed")


def test_who_has_read_enough_ends_it(inlet, files):
    with inlet.running("ls", "--json") as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(timeout=60) == 141
        assert process.stderr
        assert process.stderr.read() == b""


def test_what_failed_is_found_and_goes_through(inlet, cloud, keeper, files):
    failed = [files[NAMES[1]], files[NAMES[0]]]
    first, again = (inlet("reprocess", "--failed", "--json") for _ in range(2))
    for done in (first, again):
        assert [(one["fileId"], one["attempt"], one["error"]) for one in done.json()] == [
            (file_id, 2, None) for file_id, _ in failed
        ]
        assert (done.status, "2 files go through once more" in done.err) == (0, True)
    queue = Messages(cloud, "processing", "router")
    runs: dict[str, list[dict]] = {}
    while message := queue._next():
        if "process" in (said := json.loads(message["body"])) and said["process"]["key"] in dict(failed).values():
            delivered = message | {"attributes": {"ApproximateReceiveCount": "1"}}
            runs.setdefault(said["process"]["id"], []).append(delivered)
    assert [len(messages) for messages in runs.values()] == [2, 2]
    assert all(queue.hand_over(message) for messages in runs.values() for message in messages)
    for file_id, _ in failed:
        file = keeper("GET", f"/files/{file_id}").json()
        assert (file["status"], file["attempt"]) == ("completed", 2)
    eventually(lambda: inlet("ls", "--status", "failed").rows == [])
