"""What goes wrong while parts are sent: tried again, left to be resumed, or given up."""

import io

import pytest

from inlet import (
    ApiError,
    FileChanged,
    Progress,
    TransferError,
)
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.large import COMPLETE, only, send, sent
from tests.unit.inlet.test_source import CHANGES
from tests.unit.inlet.world import EXPIRED, Response, lost, problem


def test_expired_urls_are_signed_again(client, world, film):
    world.expired = set(range(1, 27))
    send(client, film)
    assert only(world)["object"] == film.read_bytes()


def test_urls_that_will_expire_are_signed_again_beforehand(client, world, film):
    world.url_seconds = 0
    send(client, film)
    assert only(world)["object"] == film.read_bytes()
    # Of the URLs that came with the promise none was used.
    assert min(int(request.path.split("/")[3]) for request in world.asked("PUT .*")) > 26


def test_a_part_that_fails_for_good_ends_all_with_the_reason_told(client, world, film, tmp_path):
    def fail(request):
        return Response(400, b"<Code>InvalidRequest</Code>") if "/7/" in request.path else None

    world.before = fail
    reason = "S3 answered 400 InvalidRequest"
    with pytest.raises(TransferError, match=reason) as failure:
        send(client, film)
    assert (only(world)["status"], only(world)["reason"]) == ("aborted", reason)
    assert (failure.value.file_id, failure.value.resumable) == (only(world)["wish"]["fileId"], False)
    assert journals(tmp_path) == []
    assert not world.asked(COMPLETE)


OUTAGES = [
    (lost(), "the connection to S3 was lost (ProtocolError)"),
    (Response(500, b"<Code>InternalError</Code>"), "S3 answered 500 InternalError"),
    (Response(503, b"<Code>SlowDown</Code>"), "S3 answered 503 SlowDown"),
    (Response(429), "S3 answered 429"),
    (Response(400, b"<Code>RequestTimeout</Code>"), "S3 answered 400 RequestTimeout"),
]


@pytest.mark.parametrize(("answer", "told"), OUTAGES, ids=lambda one: one if isinstance(one, str) else "")
def test_an_outage_leaves_it_to_be_resumed(connect, client, world, film, tmp_path, answer, told):
    def fail(request):
        if request.method == "PUT" and len(world.asked("PUT .*")) > 10:
            if isinstance(answer, Exception):
                raise answer
            return answer
        return None

    world.before = fail
    with connect(parallel=1) as first, pytest.raises(TransferError) as failure:
        send(first, film)
    resume = "the same command or call goes on where it stopped"
    assert str(failure.value) == f"given up after 4 attempts: {told}; {resume}"
    assert (failure.value.file_id, failure.value.resumable) == (only(world)["wish"]["fileId"], True)
    assert (only(world)["status"], len(journals(tmp_path))) == ("pending", 1)
    assert not world.asked("DELETE .*")
    world.before = lambda request: None
    world.requests.clear()
    send(client, film)
    assert only(world)["object"] == film.read_bytes()
    assert sorted(sent(world)) == list(range(11, 27))
    assert journals(tmp_path) == []


@pytest.mark.parametrize(("answer", "told"), OUTAGES, ids=lambda one: one if isinstance(one, str) else "")
def test_what_cannot_be_resumed_is_given_up(client, world, answer, told):
    def fail(request):
        if request.method == "PUT" and isinstance(answer, Exception):
            raise answer
        return answer if request.method == "PUT" else None

    world.before = fail
    with pytest.raises(TransferError) as failure:
        client.upload_stream(io.BytesIO(bytes(2000)), "film.mp4", method="MULTIPART")
    assert str(failure.value) == f"given up after 4 attempts: {told}"
    assert (only(world)["status"], only(world)["reason"]) == ("aborted", str(failure.value))


def test_an_api_that_is_overloaded_leaves_it_to_be_resumed(client, world, film, tmp_path):
    world.before = lambda request: problem(503, "busy") if request.path.endswith("/complete") else None
    with pytest.raises(ApiError, match="the same command or call goes on where it stopped"):
        send(client, film)
    assert (only(world)["status"], len(journals(tmp_path))) == ("pending", 1)
    world.before = lambda request: None
    world.requests.clear()
    assert send(client, film).status == "uploaded"
    assert sent(world) == []


@pytest.mark.parametrize("answer", [Response(404, b"<Code>NoSuchUpload</Code>"), Response(412), Response(403, EXPIRED)])
def test_what_will_not_get_better_is_not_tried_long(client, world, film, answer):
    world.before = lambda request: answer if "/7/" in request.path else None
    with pytest.raises(TransferError, match=f"S3 answered {answer.status}"):
        send(client, film)
    assert sent(world).count(7) <= 2


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_is_given_up(connect, world, film, tmp_path, change):
    def once(progress: Progress) -> None:
        if progress.sent == 10_000:
            change(film)

    with connect(parallel=1) as client, pytest.raises(FileChanged):
        send(client, film, on_progress=once)
    assert only(world)["status"] == "aborted"
    assert only(world)["reason"].startswith("the file has ")
    assert journals(tmp_path) == []


def test_an_error_in_the_callers_code_is_the_callers(client, world, film):
    def fail(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send(client, film, on_progress=fail)
    assert only(world)["status"] == "aborted"
