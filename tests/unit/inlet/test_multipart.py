"""What goes well with files in parts."""

import hashlib

import pytest

from inlet import (
    Progress,
)
from inlet.s3.body import sliced
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.large import PARTS, only, send, sent
from tests.unit.inlet.world import lost


def test_every_part_is_sent_once_and_the_whole_is_hashed(client, world, film, tmp_path):
    upload = send(client, film, tags=["x"])
    kept = only(world)
    assert kept["object"] == film.read_bytes()
    assert sorted(sent(world)) == list(range(1, 27))
    assert "sha256" not in kept["wish"]
    assert kept["promised"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert (upload.status, upload.file_id) == ("uploaded", kept["wish"]["fileId"])
    assert journals(tmp_path) == []


def test_large_files_go_in_parts_by_themselves(client, world, file):
    world.part_size = 1_000_000
    path = file("film.mp4", 5 * 1024 * 1024 + 1)
    client.upload(path)
    assert only(world)["object"] == path.read_bytes()
    assert sorted(sent(world)) == [1, 2, 3, 4, 5, 6]


def test_without_checksum_none_is_given(client, world, film):
    send(client, film, checksum=False)
    assert only(world)["promised"] is None


@pytest.mark.parametrize("parallel", [1, 3, 40])
def test_any_number_at_once(connect, world, film, parallel):
    with connect(parallel=parallel) as client:
        send(client, film)
    assert only(world)["object"] == film.read_bytes()


def test_more_parts_than_urls_in_an_answer(client, world, file):
    path = file("film.mp4", 250_000)
    send(client, path)
    assert only(world)["object"] == path.read_bytes()
    asked = [request.said["partNumbers"] for request in world.asked(PARTS)]
    assert [len(numbers) for numbers in asked] == [100, 50]


def test_progress_is_one_way_and_whole(client, world, film):
    failures = {3, 7}

    def fail(request):
        number = request.method == "PUT" and int(request.path.split("/")[2])
        if number in failures:
            failures.remove(number)
            raise lost()

    world.after = fail
    told: list[Progress] = []
    send(client, film, on_progress=told.append)
    assert [told[0].sent, told[-1].sent] == [0, 25_500]
    assert [one.sent for one in told] == sorted({one.sent for one in told})


def test_an_answer_before_the_last_byte_was_taken_is_no_standstill(client, world, film, monkeypatch):
    """urllib3 reads the answer of a server that hangs up early; the digest then follows all the same."""
    whole = sliced

    def half_counted(blocks, reach, stop):
        return whole(blocks, lambda sent: None, stop)

    monkeypatch.setattr("inlet.transfer.multipart.sliced", half_counted)
    send(client, film)
    assert only(world)["promised"] == hashlib.sha256(film.read_bytes()).hexdigest()
