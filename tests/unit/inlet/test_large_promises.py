"""The journal and the promise of a large file: who else may hear of it, and when it is forgotten."""

import io
import os

import pytest

from inlet import (
    AlreadyRunning,
    ApiError,
    CannotSend,
    NotSignedIn,
    TransferError,
    Unreachable,
)
from inlet.transfer.journal import journal
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.large import interrupted, only, send, sent
from tests.unit.inlet.world import API, lost, problem


@pytest.mark.parametrize("broken", ["inlet.files.lock._try", "inlet.transfer.journal.os.fsync"])
def test_nor_does_it_need_locks_or_room_for_them(client, world, film, monkeypatch, broken):
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(broken, fail)
    with pytest.warns(UserWarning, match="cannot be resumed: .*No space left"):
        send(client, film)
    assert only(world)["object"] == film.read_bytes()


def test_the_journal_is_there_before_the_api_hears_of_the_upload(client, world, film, tmp_path):
    def look(request):
        if request.route == "POST /uploads":
            assert request.said["files"][0]["fileId"] in "".join(path.read_text() for path in journals(tmp_path))

    world.before = look
    send(client, film)


def test_a_lost_answer_to_the_promise_is_no_second_upload(connect, world, film):
    def lose(request):
        if request.route == "POST /uploads":
            raise lost()

    world.after = lose
    with connect() as client:
        with pytest.raises(Unreachable):
            send(client, film)
        world.after = lambda request: None
        send(client, film)
    assert only(world)["object"] == film.read_bytes()


def test_a_refused_promise_leaves_nothing(client, world, file, tmp_path):
    with pytest.raises(ApiError, match="contentType not_allowed"):
        send(client, file(), content_type="text/evil")
    assert journals(tmp_path) == []


@pytest.mark.parametrize(
    "answer",
    [problem(400, "invalid_request", ("/projectId", "unknown_project")), problem(403, "tenant_forbidden")],
    ids=["project", "tenant"],
)
def test_what_concerns_all_large_files_is_raised_once(client, world, file, tmp_path, answer):
    world.before = lambda request: answer
    with pytest.raises(ApiError):
        list(client.upload_many([file("a.mp4"), file("b.mp4")], method="MULTIPART"))
    assert len(world.requests) == 1
    assert journals(tmp_path) == []


@pytest.mark.parametrize(
    "answer",
    [
        problem(403, "quota_exceeded", ("", "bytes")),
        problem(413, "body_too_large"),
        problem(400, "invalid_request", ("/files/0/contentType", "not_allowed")),
    ],
    ids=["quota", "size", "type"],
)
def test_what_concerns_one_large_file_does_not_keep_the_others(client, world, file, answer):
    world.before = lambda request: answer if len(world.requests) == 1 else None
    first, second = client.upload_many([file("a.mp4"), file("b.mp4")], method="MULTIPART")
    assert (first.error.status, second.upload.status) == (answer.status, "uploaded")


def test_an_api_out_of_reach_leaves_it_to_be_resumed(connect, client, world, film):
    def vanish(request):
        if len(world.asked("PUT .*")) > 5:
            raise lost()

    world.before = vanish
    with connect(parallel=1) as first, pytest.raises(TransferError):
        send(first, film)
    world.before = lambda request: None
    world.requests.clear()
    send(client, film)
    assert len(world.uploads) == 1
    assert sorted(sent(world)) == list(range(6, 27))


def test_so_does_a_token_that_is_refused(connect, client, world, film):
    def refuse(request):
        if len(world.asked("PUT .*")) == 5:
            world.token = "another"
            world.expired = set(range(1, 27))

    world.after = refuse
    with connect(parallel=1) as first, pytest.raises(NotSignedIn):
        send(first, film)
    world.after = lambda request: None
    world.requests.clear()
    with connect(token="another") as second:
        send(second, film)
    assert len(world.uploads) == 1
    assert sorted(sent(world)) == list(range(6, 27))


def test_a_file_is_uploaded_once_at_a_time(client, world, film, tmp_path):
    with journal(tmp_path / "state", API, None, film), pytest.raises(AlreadyRunning):
        send(client, film)
    assert world.requests == []
    send(client, film)


def test_it_is_the_same_file_by_whatever_way(connect, client, world, film, tmp_path, monkeypatch):
    interrupted(connect, world, film)
    (tmp_path / "link").symlink_to(film)
    monkeypatch.chdir(tmp_path)
    send(client, os.path.join(".", "link"), filename="film.mp4")  # noqa: PTH118 - a text
    assert len(world.uploads) == 1


def test_each_tenant_has_its_own_journal(connect, world, film):
    interrupted(connect, world, film)
    with connect(tenant="t-1") as client:
        send(client, film)
    assert len(world.uploads) == 2


def test_a_stream_keeps_no_journal(client, world, tmp_path):
    def stop(request):
        if request.method == "PUT":
            raise KeyboardInterrupt

    content = bytes(range(256)) * 100
    assert client.upload_stream(io.BytesIO(content), "film.mp4", method="MULTIPART").status == "uploaded"
    assert only(world)["object"] == content
    world.uploads.clear()
    world.before = stop
    with pytest.raises(KeyboardInterrupt):
        client.upload_stream(io.BytesIO(content), "film.mp4", method="MULTIPART")
    assert (only(world)["status"], only(world)["reason"]) == ("aborted", "interrupted")
    assert not (tmp_path / "state").exists()


def test_an_empty_file_is_refused_before_anything(client, world, tmp_path):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(CannotSend, match="empty"):
        send(client, tmp_path / "empty.mp4")
    assert world.requests == []
