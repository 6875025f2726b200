"""A large file goes on where it was stopped, unless it is another one by now."""

import hashlib
import json

import pytest

from inlet import (
    Progress,
)
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.large import interrupted, only, send, sent
from tests.unit.inlet.test_source import grown, touched
from tests.unit.inlet.world import problem


def test_only_what_lacks_is_sent(connect, client, world, film, tmp_path):
    interrupted(connect, world, film)
    (journalled,) = [path for path in journals(tmp_path) if path.suffix == ".json"]
    assert journalled.stat().st_mode & 0o777 == 0o600
    told: list[Progress] = []
    upload = send(client, film, on_progress=told.append)
    assert only(world)["object"] == film.read_bytes()
    assert sorted(sent(world)) == list(range(11, 27))
    assert told[0].sent == 10_000
    assert upload.status == "uploaded"
    assert only(world)["promised"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert journals(tmp_path) == []


def test_a_part_of_another_size_is_sent_again(connect, client, world, film):
    interrupted(connect, world, film)
    only(world)["parts"][4] = b"half"
    send(client, film)
    assert sorted(sent(world)) == [4, *range(11, 27)]


def test_all_parts_were_sent_but_not_put_together(connect, client, world, film):
    interrupted(connect, world, film, after=26 - 1)
    only(world)["parts"][26] = film.read_bytes()[25_000:]
    send(client, film)
    assert sent(world) == []
    assert only(world)["object"] == film.read_bytes()


def test_it_was_complete_already(client, world, film, tmp_path):
    def stop(request):
        if request.path.endswith("/complete"):
            raise KeyboardInterrupt

    world.after = stop
    with pytest.raises(KeyboardInterrupt):
        send(client, film)
    world.after = lambda request: None
    world.requests.clear()
    assert send(client, film).status == "uploaded"
    assert sent(world) == []
    assert len(world.uploads) == 1
    assert journals(tmp_path) == []


def test_a_journal_of_an_earlier_version_is_understood(connect, client, world, film, tmp_path):
    interrupted(connect, world, film)
    (journalled,) = [path for path in journals(tmp_path) if path.suffix == ".json"]
    entry = json.loads(journalled.read_text())
    del entry["joined"]
    journalled.write_text(json.dumps(entry))
    send(client, film)
    assert sorted(sent(world)) == list(range(11, 27))


def test_parts_that_vanished_meanwhile_are_sent_anew(connect, client, world, film):
    interrupted(connect, world, film)
    (old,) = world.uploads

    def vanish(request):
        return problem(409, "upload_settled") if request.path.startswith(f"/uploads/{old}/") else None

    world.before = vanish
    upload = send(client, film)
    assert world.uploads[old]["reason"] == "The parts that were sent are no longer there."
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()


@pytest.mark.parametrize("change", [grown, touched])
def test_another_file_is_another_upload(connect, client, world, film, change):
    interrupted(connect, world, film)
    old = only(world)
    change(film)
    upload = send(client, film)
    assert (old["status"], old["reason"]) == (
        "aborted",
        "The file or what is said of it has changed since the upload began.",
    )
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()


@pytest.mark.parametrize("more", [{"tags": ["x"]}, {"metadata": {"a": "b"}}, {"project": "p"}, {"filename": "b.mp4"}])
def test_so_is_another_promise(connect, client, world, film, more):
    interrupted(connect, world, film)
    upload = send(client, film, **more)
    assert len(world.uploads) == 2
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()


@pytest.mark.parametrize("status", ["expired", "aborted", "rejected"])
def test_what_has_ended_is_begun_anew(connect, client, world, film, status):
    interrupted(connect, world, film)
    only(world)["status"] = status
    upload = send(client, film)
    assert len(world.uploads) == 2
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()


def test_so_is_what_was_somebody_elses(connect, client, world, film):
    interrupted(connect, world, film)
    world.uploads.clear()
    send(client, film)
    assert only(world)["object"] == film.read_bytes()


def test_an_id_that_stands_for_something_else_by_now_is_left(connect, client, world, film):
    interrupted(connect, world, film)
    only(world)["wish"]["size"] += 1
    upload = send(client, film)
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"file_id": "x"}',
        '{"file_id": 1, "nonsense": 2}',
        '{"file_id": "../x", "size": 1, "mtime_ns": 1, "inode": 1, "promise": {}}',
        '{"file_id": null, "size": 1, "mtime_ns": 1, "inode": 1, "promise": {}}',
        "\x00\xff",
        "[" * 100_000,
    ],
)
def test_a_broken_journal_is_passed_over(connect, client, world, film, tmp_path, text):
    interrupted(connect, world, film)
    (journalled,) = [path for path in journals(tmp_path) if path.suffix == ".json"]
    journalled.write_text(text)
    with pytest.warns(UserWarning, match="passed over"):
        upload = send(client, film)
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()
    assert journals(tmp_path) == []


def test_without_a_place_for_journals_it_goes_without(connect, world, film, tmp_path):
    (tmp_path / "state").write_text("a file, no folder")
    with connect() as client, pytest.warns(UserWarning, match="cannot be resumed"):
        send(client, film)
    assert only(world)["object"] == film.read_bytes()
