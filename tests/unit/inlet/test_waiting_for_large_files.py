"""Large files are waited for after they are sent, and nothing whole is sent again."""

import pytest

from inlet import (
    ApiError,
    Unreachable,
    UploadFailed,
)
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.large import interrupted, only, send, sent
from tests.unit.inlet.test_source import grown, touched
from tests.unit.inlet.world import lost, problem


def test_waiting_that_is_interrupted_is_gone_on_with(client, world, film, tmp_path, verified_slowly, monkeypatch):
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("inlet.api.waiting.time.sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        send(client, film, wait=True)
    world.requests.clear()
    upload = send(client, film)
    assert (upload.status, sent(world)) == ("pending", [])
    assert journals(tmp_path) == []


def test_what_was_put_together_unheard_is_not_sent_again(client, world, film, tmp_path, verified_slowly):
    after = world.after

    def unheard(request):
        if request.path.endswith("/complete"):
            raise KeyboardInterrupt

    world.after = unheard
    with pytest.raises(KeyboardInterrupt):
        send(client, film)
    world.after = after
    world.requests.clear()
    upload = send(client, film)
    assert (upload.file_id, sent(world)) == (only(world)["wish"]["fileId"], [])


@pytest.mark.parametrize("status", ["failed", "quarantined"])
def test_what_was_put_together_and_failed_is_no_success(connect, client, world, film, status):
    """It happens between the first question and the last."""
    interrupted(connect, world, film)

    def fail(request):
        if request.path.endswith("/parts"):
            only(world).update(status=status, reason="A virus.")

    world.before = fail
    with pytest.raises(UploadFailed, match=f"{status}: A virus"):
        send(client, film)
    assert sent(world) == []


def test_what_is_rejected_meanwhile_is_sent_anew(connect, client, world, film):
    interrupted(connect, world, film)
    (old,) = world.uploads

    def reject(request):
        if request.path == f"/uploads/{old}/parts":
            world.uploads[old]["status"] = "rejected"

    world.before = reject
    upload = send(client, film)
    assert (upload.status, world.uploads[old]["status"]) == ("uploaded", "rejected")
    assert upload.file_id != old


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize(
    ("change", "more"),
    [(grown, {}), (touched, {}), (lambda path: None, {"tags": ["x"]})],
    ids=["grown", "touched", "tag"],
)
def test_what_is_whole_is_not_given_up(client, world, film, verified_slowly, monkeypatch, change, more, heard):
    """The parts were put together; it is being verified when another file takes its place, or a tag is added."""
    after = world.after

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if heard:
            patched.setattr("inlet.api.waiting.time.sleep", stop)
        else:
            world.after = lambda request: stop() if request.path.endswith("/complete") else None
        with pytest.raises(KeyboardInterrupt):
            send(client, film, wait=True)
    ((old, whole),) = world.uploads.items()
    world.before, world.after = lambda request: None, after
    whole["status"] = "pending"
    change(film)
    upload = send(client, film, **more)
    assert upload.file_id != old
    assert world.uploads[upload.file_id]["object"] == film.read_bytes()
    assert whole["status"] == "pending"
    assert not world.asked("DELETE .*")


def test_large_files_are_waited_for_together(client, world, file, tmp_path, verified_slowly):
    """The second is sent before the first is verified."""
    before, paths = world.before, [file(f"{number}.mp4", 2_000) for number in range(3)]
    verified_slowly.clear()

    def settle(request):
        if request.method == "GET" and len(world.uploads) == 3:
            return before(request)
        if request.method == "GET":
            raise AssertionError(request)
        return None

    world.before = settle
    outcomes = list(client.upload_many(paths, method="MULTIPART", wait=True))
    assert {outcome.upload.status for outcome in outcomes} == {"uploaded"}
    assert journals(tmp_path) == []


@pytest.mark.parametrize("answer", [problem(429, "throttled"), problem(503, "busy"), lost(), problem(403, "forbidden")])
def test_waiting_that_fails_is_gone_on_with(client, world, film, tmp_path, verified_slowly, answer):
    before = world.before

    def fail(request):
        if request.method == "GET" and isinstance(answer, Exception):
            raise answer
        return answer if request.method == "GET" else before(request)

    world.before = fail
    with pytest.raises((ApiError, Unreachable)) as failure:
        send(client, film, wait=True)
    if isinstance(failure.value, ApiError):
        assert failure.value.file_id == only(world)["wish"]["fileId"]
        assert failure.value.resumable == (failure.value.status != 403)
    assert len(journals(tmp_path)) == 1
    world.before = before
    world.requests.clear()
    assert send(client, film).file_id == only(world)["wish"]["fileId"]
    assert sent(world) == []


@pytest.mark.parametrize("end", ["rejected", None])
def test_waiting_that_is_over_leaves_nothing(client, world, film, tmp_path, verified_slowly, end):
    """It is rejected, or the user has been put out of the project."""

    def before(request):
        if request.method == "GET":
            verified_slowly.clear()
            only(world)["status"] = end
            return None if end else problem(404, "not_found")
        return None

    world.before = before
    with pytest.raises((UploadFailed, ApiError)) as failure:
        send(client, film, wait=True)
    assert (failure.value.file_id, failure.value.resumable) == (only(world)["wish"]["fileId"], False)
    assert journals(tmp_path) == []


@pytest.mark.parametrize("name", ["film.mp4", "link.mp4"])
def test_the_same_file_twice_is_sent_twice(client, world, film, tmp_path, verified_slowly, name):
    """The first is settled before the second begins."""
    if name != film.name:
        (tmp_path / name).symlink_to(film)
    verified_slowly.clear()
    outcomes = list(client.upload_many([film, tmp_path / name], method="MULTIPART", wait=True))
    assert [(outcome.path.name, outcome.upload.status) for outcome in outcomes] == [
        ("film.mp4", "uploaded"),
        (name, "uploaded"),
    ]
    assert [kept["wish"]["filename"] for kept in world.uploads.values()] == ["film.mp4", name]
    assert journals(tmp_path) == []
