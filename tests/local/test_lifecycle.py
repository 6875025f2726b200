"""Start, stop, reset and status with real processes."""

import os
import signal
import socket
import time

import pytest
import urllib3
from botocore.exceptions import ClientError


def test_start_serves_on_loopback_only_and_outlives_its_starter(place):
    started = place.cloud("start")
    assert started.returncode == 0, started.stderr
    assert urllib3.request("GET", f"http://127.0.0.1:{place.home.port}/_ministack/ready").status == 200
    with pytest.raises(OSError, match=r"refused|timed out|assign"):
        socket.create_connection(("127.0.0.2", place.home.port), timeout=1)


def test_starting_twice_is_one_cloud(place):
    place.cloud("start")
    first = place.process()
    again = place.cloud("start")
    assert (again.returncode, place.process()) == (0, first)


def test_stop_ends_the_process_and_keeps_its_state(place):
    place.cloud("start")
    place.client("s3").create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    place.client("s3").put_object(Bucket="kept", Key="a", Body=b"1")
    place.client("sqs").create_queue(QueueName="kept")
    before = place.process()
    assert place.cloud("stop").returncode == 0
    assert before is not None
    assert not before.alive()
    assert place.cloud("status").returncode == 1
    place.cloud("start")
    assert place.client("s3").get_object(Bucket="kept", Key="a")["Body"].read() == b"1"
    assert place.client("sqs").list_queues()["QueueUrls"][0].endswith("/kept")


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
def test_reset_empties_cloud_terraform_state_and_users_together(place, runs):
    place.cloud("start")
    place.client("sqs").create_queue(QueueName="gone")
    if not runs:
        place.cloud("stop")
    place.home.outputs.parent.mkdir(parents=True)
    place.home.outputs.write_text("{}")
    place.home.users.write_text("{}")
    assert place.cloud("reset").returncode == 0
    assert not place.home.outputs.exists()
    assert not place.home.users.exists()
    assert place.cloud("status").returncode == (0 if runs else 1)
    place.cloud("start")
    assert not place.client("sqs").list_queues().get("QueueUrls")


def test_a_cloud_that_was_killed_starts_empty_and_says_so(place):
    place.cloud("start")
    place.client("sqs").create_queue(QueueName="gone")
    place.home.outputs.parent.mkdir(parents=True)
    place.home.outputs.write_text("{}")
    killed = place.process()
    os.kill(killed.pid, signal.SIGKILL)
    while killed.alive():
        time.sleep(0.01)
    assert "ended without being stopped" in place.cloud("status").stdout
    assert "starting empty" in place.cloud("start").stdout
    assert not place.home.outputs.exists()
    assert not place.client("sqs").list_queues().get("QueueUrls")


def test_what_is_kept_keeps_its_port(place, free_port):
    place.cloud("start")
    place.client("sqs").create_queue(QueueName="kept")
    place.cloud("stop")
    moved = place.cloud("start", INLET_PORT=str(free_port))
    assert moved.returncode == 1
    assert f"INLET_PORT={place.home.port} make up, or make reset" in moved.stderr
    assert place.cloud("start", INLET_PORT="").returncode == 0
    assert str(place.home.port) in place.client("sqs").list_queues()["QueueUrls"][0]
    place.cloud("stop")
    place.cloud("reset")
    assert place.cloud("start", INLET_PORT=str(free_port)).returncode == 0


def test_iam_is_enforced(place):
    place.cloud("start")
    nobody = place.client("sqs", key="AKIAIOSFODNN7EXAMPLE")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        nobody.list_queues()


def test_two_clouds_live_side_by_side(places):
    one, other = places
    assert one.cloud("start").returncode == other.cloud("start").returncode == 0
    one.client("sqs").create_queue(QueueName="mine")
    assert not other.client("sqs").list_queues().get("QueueUrls")
    other.cloud("stop")
    assert one.cloud("status").returncode == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_comes_in_one_piece(place, method):
    """Else Terraform's SDK may lose the second piece, and repeats a create that was served."""
    place.cloud("start")
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", place.home.port), timeout=10) as connection:
            connection.sendall(f"{method} /_ministack/health HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            assert len(body) == (length if method == "GET" else 0)
