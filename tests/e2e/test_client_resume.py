"""Uploads that are killed, interrupted and gone on with: what S3 has is not sent again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cloud import Api, Cloud
from tests.e2e.detour import detour
from tests.e2e.test_client import file, stored
from tests.faults.fault import Fault, Kind
from tests.faults.plan import Match, always
from tests.faults.proxy import Proxy

__all__ = ["file"]
MIB = 1024 * 1024
PART = "s3:UploadPart"
# One part after the other, and each byte told: so that a moment for the end can be chosen.
SENDER = """
import os, sys
from inlet import Client
with Client(os.environ["URL"], os.environ["TOKEN"], state_dir=sys.argv[2], parallel=1) as client:
    client.upload(sys.argv[1], on_progress=lambda progress: print(progress.sent, flush=True))
"""


@pytest.fixture(scope="module")
def network(cloud: Cloud) -> Iterator[Proxy]:
    """What lies between the client and S3."""
    with Proxy(cloud.endpoint) as proxy, detour(cloud, proxy.url, "uploads"):
        yield proxy


@pytest.fixture
def start(alice: Api, tmp_path: Path):
    """Starts an upload in a process of its own."""

    def start(path: Path) -> subprocess.Popen[str]:
        environment = os.environ | {"PYTHONPATH": "cli", "URL": alice.url, "TOKEN": alice.token or ""}
        command = [sys.executable, "-c", SENDER, str(path), str(tmp_path / "state")]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


def stopped(process: subprocess.Popen[str], after_bytes: int, by: signal.Signals) -> str:
    """Ends the process once it has sent so much, and returns its last words."""
    with process:
        assert process.stdout
        assert process.stderr
        next(line for line in process.stdout if int(line) >= after_bytes)
        process.send_signal(by)
        words = process.stderr.read()
    assert process.returncode != 0
    return words


def parts(network: Proxy) -> list[int]:
    """The numbers of the parts that S3 took."""
    return sorted(int(entry.call.query["partNumber"]) for entry in network.log.all(PART) if entry.status == 200)


@pytest.mark.parametrize("after_bytes", [1, 9 * MIB, 17 * MIB, 25 * MIB])
def test_after_kill_only_the_rest_is_sent(network, connect, start, cloud, alice, file, after_bytes):
    path = file("film.mp4", 30_000_000)
    network.log.clear()
    stopped(start(path), after_bytes, signal.SIGKILL)
    before = parts(network)
    network.log.clear()
    told: list[int] = []
    upload = connect().upload(path, wait=True, on_progress=lambda progress: told.append(progress.sent))
    assert upload.status == "uploaded"
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()
    assert len(before) >= after_bytes // (8 * MIB)
    again = parts(network)
    # The part that was under way when it was killed may have come through after its sender's end, told to nobody.
    unseen = {1, 2, 3, 4} - set(before) - set(again)
    assert unseen <= {len(before) + 1}
    had = unseen.union(before)
    assert had.isdisjoint(again)
    assert told[0] == min(len(had) * 8 * MIB, 30_000_000)


def test_a_kill_before_anything_was_promised(network, connect, start, file, tmp_path):
    """The journal knows of an upload of which the API does not."""
    path = file("film.mp4", 9 * MIB)
    promise = Match("api:POST /uploads")
    with network.following(always(promise, Fault(Kind.DELAY, seconds=20))):
        process = start(path)
        with process:
            state = tmp_path / "state/uploads"
            while not list(state.glob("*.json")):
                assert process.poll() is None
            process.kill()
    assert connect().upload(path, wait=True).status == "uploaded"


def test_an_interrupt_keeps_what_was_sent(network, connect, start, file):
    path = file("film.mp4", 30_000_000)
    network.log.clear()
    assert "KeyboardInterrupt" in stopped(start(path), 17 * MIB, signal.SIGINT)
    before = parts(network)
    network.log.clear()
    assert connect().upload(path, wait=True).status == "uploaded"
    assert set(before).isdisjoint(parts(network))
    assert len(before) >= 2


def test_a_killed_upload_that_was_given_up_meanwhile_begins_anew(network, connect, start, alice, file):
    path = file("film.mp4", 30_000_000)
    network.log.clear()
    stopped(start(path), 17 * MIB, signal.SIGKILL)
    (first,) = {entry.call.path.rpartition("/")[2] for entry in network.log.all(PART)}
    assert alice("DELETE", f"/uploads/{first}", json={"reason": "another device"}).status_code == 204
    upload = connect().upload(path, wait=True)
    assert (upload.status, upload.file_id != first) == ("uploaded", True)


def test_a_file_that_was_changed_after_the_kill_is_another(network, connect, start, cloud, alice, file):
    path = file("film.mp4", 30_000_000)
    network.log.clear()
    stopped(start(path), 17 * MIB, signal.SIGKILL)
    (first,) = {entry.call.path.rpartition("/")[2] for entry in network.log.all(PART)}
    path.write_bytes(path.read_bytes()[::-1])
    upload = connect().upload(path, wait=True)
    assert stored(cloud, alice, upload.file_id) == path.read_bytes()
    told = alice.upload(first)
    assert (told["status"], told["reason"]) == (
        "aborted",
        "The file or what is said of it has changed since the upload began.",
    )


def test_while_one_process_sends_another_cannot(network, connect, start, file):
    from inlet import AlreadyRunning

    path = file("film.mp4", 30_000_000)
    with network.following(always(Match(PART), Fault(Kind.DELAY, seconds=2))):
        process = start(path)
        with process:
            assert process.stdout
            next(process.stdout)
            with pytest.raises(AlreadyRunning):
                connect().upload(path)
            process.kill()
    assert connect().upload(path, wait=True).status == "uploaded"
