import hashlib
import io
import json
import os
import re

import pytest

from inlet import (
    AlreadyRunning,
    ApiError,
    CannotSend,
    FileChanged,
    NotSignedIn,
    Progress,
    TransferError,
    Unreachable,
    UploadFailed,
)
from inlet.s3.body import sliced
from inlet.transfer.journal import journal
from tests.unit.inlet.conftest import journals
from tests.unit.inlet.test_source import CHANGES, grown, touched
from tests.unit.inlet.world import API, EXPIRED, Response, lost, problem

PARTS = "POST /uploads/[^/]+/parts"
COMPLETE = "POST /uploads/[^/]+/complete"


@pytest.fixture
def film(file):
    """Some more than 25 parts."""
    return file("film.mp4", 25_500)


def send(client, path, **more):
    return client.upload(path, method="MULTIPART", **more)


def sent(world) -> list[int]:
    """The numbers of the parts that came through, in their order."""
    return [int(request.path.split("/")[2]) for request in world.asked("PUT .*")]


def only(world):
    (upload,) = world.uploads.values()
    return upload


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


# --- what goes wrong on the way ----------------------------------------------------------------------------------


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


# --- putting together --------------------------------------------------------------------------------------------


def test_parts_that_s3_does_not_have_are_sent_again(client, world, film):
    def lose(request):
        if request.path.endswith("/complete") and len(world.asked(COMPLETE)) == 1:
            parts = only(world)["parts"]
            del parts[5]
            parts[9] = b"somebody else's"

    world.before = lose
    send(client, film)
    assert only(world)["object"] == film.read_bytes()
    assert sent(world)[26:] in ([5, 9], [9, 5])


def test_but_not_for_ever(client, world, film):
    def lose(request):
        if request.path.endswith("/complete"):
            only(world)["parts"].pop(5, None)

    world.before = lose
    with pytest.raises(ApiError, match="upload_incomplete"):
        send(client, film)
    assert only(world)["status"] == "aborted"
    assert sent(world).count(5) == 3


def test_a_lost_answer_of_complete_is_asked_for_again(client, world, film):
    lose = [lost(), lost()]

    def after(request):
        if request.path.endswith("/complete") and lose:
            raise lose.pop()

    world.after = after
    assert send(client, film).status == "uploaded"
    assert len(world.asked(COMPLETE)) == 3


def test_parts_that_vanished_are_no_success(client, world, film):
    """S3 drops parts that lie too long; the upload stays pending, and nothing will become of it."""

    def vanish(request):
        return problem(409, "upload_settled") if request.path.endswith("/complete") else None

    world.before = vanish
    with pytest.raises(ApiError, match="upload_settled"):
        send(client, film)
    assert only(world)["status"] == "aborted"


def test_an_upload_that_was_ended_elsewhere_says_so(client, world, film):
    def end(request):
        if request.path.endswith("/complete"):
            only(world).update(status="expired", reason="Too late.")

    world.before = end
    with pytest.raises(UploadFailed, match=r"expired: Too late\."):
        send(client, film)


# --- going on ----------------------------------------------------------------------------------------------------


def interrupted(connect, world, path, *, after: int = 10, failure: type[BaseException] = KeyboardInterrupt) -> None:
    """An upload of which `after` parts came through before it was stopped."""

    def stop(request):
        if request.method == "PUT" and len(world.asked("PUT .*")) > after:
            raise failure

    world.before = stop
    with connect(parallel=1) as client, pytest.raises(failure):
        send(client, path)
    world.before = lambda request: None
    world.requests.clear()


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


@pytest.fixture
def verified_slowly(world):
    """What is put together stays pending, and has no parts any more, until it is verified (by emptying the list)."""
    open_still = [True]

    def joined() -> bool:
        return any("object" in upload for upload in world.uploads.values()) and bool(open_still)

    def before(request):
        if joined():
            only(world)["status"] = "pending"
            if request.path.endswith("/parts"):
                return problem(409, "upload_settled")
        return None

    def after(request):
        found = re.fullmatch("/uploads/(.*)/complete", request.path)
        return world._show(world.uploads[found[1]] | {"status": "pending"}, request) if found else None

    world.before, world.after = before, after
    return open_still


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
