import hashlib
import io
import os
from pathlib import Path

import pytest

from inlet import (
    ApiError,
    CannotSend,
    FileChanged,
    Item,
    NotSignedIn,
    Outcome,
    Progress,
    Refused,
    Sent,
    TransferError,
    Unreachable,
    UploadFailed,
)
from tests.unit.inlet.test_source import grown
from tests.unit.inlet.world import EXPIRED, Response, lost, problem

PUT = "PUT /[^/]+/whole/.*"


def test_a_file_is_promised_with_its_checksum_and_sent(client, world, file):
    path = file("a.txt", 3_000_000)
    upload = client.upload(path, tags=["x", "y", "x"], metadata={"k": "v"}, project="p")
    (kept,) = world.uploads.values()
    assert kept["object"] == path.read_bytes()
    assert kept["wish"] == {
        "fileId": upload.file_id,
        "filename": "a.txt",
        "contentType": "text/plain",
        "size": 3_000_000,
        "method": "PUT",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "tags": ["x", "y"],
        "metadata": {"k": "v"},
    }
    assert kept["project"] == "p"
    assert (upload.status, upload.size, upload.filename, upload.project_id) == ("pending", 3_000_000, "a.txt", "p")


def test_what_is_said_of_the_file_is_passed_on(client, world, file):
    client.upload(file("a.bin"), filename="b", content_type="image/png", checksum=False)
    (kept,) = world.uploads.values()
    assert (kept["wish"]["filename"], kept["wish"]["contentType"]) == ("b", "image/png")
    assert "sha256" not in kept["wish"]


@pytest.mark.parametrize("send", ["upload", "upload_stream"])
def test_one_text_is_no_list_of_tags(client, world, file, send):
    source = io.BytesIO(b"x") if send == "upload_stream" else file()
    with pytest.raises(TypeError, match="a list of texts"):
        getattr(client, send)(source, filename="a.txt", tags="holiday")
    assert world.requests == []


def test_many_files_go_in_requests_of_a_hundred(client, world, file):
    paths = [file(f"{number}.txt") for number in range(205)]
    outcomes = list(client.upload_many(map(str, paths), tags=["all"]))
    assert {outcome.path for outcome in outcomes if isinstance(outcome, Sent)} == set(paths)
    assert [len(request.said["files"]) for request in world.asked("POST /uploads")] == [100, 100, 5]
    assert all(kept["object"] for kept in world.uploads.values())


def test_a_request_holds_no_more_than_memory_may(client, world, file, monkeypatch):
    monkeypatch.setattr("inlet.transfer.batch.BYTES", 25)
    assert len(list(client.upload_many([file(f"{number}.txt", 10) for number in range(5)]))) == 5
    assert [len(request.said["files"]) for request in world.asked("POST /uploads")] == [2, 2, 1]


def test_no_files_are_no_requests(client, world):
    assert list(client.upload_many([])) == []
    assert world.requests == []


def test_those_that_cannot_be_sent_do_not_keep_the_others(client, world, file, tmp_path):
    (tmp_path / "empty.txt").touch()
    items = [
        file("good.txt"),
        tmp_path / "empty.txt",
        tmp_path / "missing.txt",
        tmp_path,
        file("what.is-this"),
        Item(file("evil.txt"), content_type="text/evil"),
        Item(file("also.txt"), tags=["own"]),
    ]
    outcomes = {outcome.path.name: outcome for outcome in client.upload_many(items, tags=["all"])}
    reasons = {name: one.reason for name, one in outcomes.items() if isinstance(one, Refused)}
    assert reasons == {
        "empty.txt": "the file is empty",
        "missing.txt": "the file cannot be read: No such file or directory",
        tmp_path.name: "it is a folder",
        "what.is-this": "no media type is known for such a name: give the type",
        "evil.txt": "the API does not take it (contentType not_allowed)",
    }
    tags = {kept["wish"]["filename"]: kept["wish"]["tags"] for kept in world.uploads.values()}
    assert tags == {"good.txt": ["all"], "also.txt": ["all", "own"]}


def test_one_file_raises_what_many_yield(client, file, tmp_path):
    with pytest.raises(CannotSend, match="folder"):
        client.upload(tmp_path)
    with pytest.raises(ApiError, match="contentType not_allowed") as failure:
        client.upload(file(), content_type="text/evil")
    assert (failure.value.status, failure.value.code) == (400, "invalid_request")


def test_names_that_are_no_utf8_are_sent_readably(client, world, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"x")
    client.upload(path)
    (kept,) = world.uploads.values()
    assert kept["wish"]["filename"] == "caf\N{REPLACEMENT CHARACTER}.txt"


def test_a_quota_that_takes_some_takes_them(client, world, file):
    def quota(request):
        if request.route == "POST /uploads" and len(world.uploads) + len(request.said["files"]) > 5:
            return problem(403, "quota_exceeded", ("", "files"))
        return None

    world.before = quota
    outcomes = list(client.upload_many([file(f"{number}.txt") for number in range(8)]))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused"] * 3 + ["Sent"] * 5
    errors = [one.error for one in outcomes if isinstance(one, Refused)]
    assert {error.code for error in errors if isinstance(error, ApiError)} == {"quota_exceeded"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(400, "invalid_request", ("/projectId", "unknown_project")), ApiError),
        (problem(403, "tenant_forbidden"), ApiError),
        (lost(), Unreachable),
        (problem(401, "unauthorized"), NotSignedIn),
    ],
)
def test_what_concerns_all_is_raised(client, world, file, answer, error):
    def say(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    world.before = say
    with pytest.raises(error):
        list(client.upload_many([file("a.txt"), file("b.txt")]))


def test_a_lost_answer_is_no_second_upload(client, world, file):
    """Of both the promise and the PUT the effect is there, the answer is not."""
    lose = {"POST /uploads", "PUT"}

    def after(request):
        which = request.route if request.route in lose else request.method
        if which in lose:
            lose.remove(which)
            raise lost()

    world.after = after
    upload = client.upload(file())
    assert list(world.uploads) == [upload.file_id]
    assert len(world.asked("POST /uploads")) == len(world.asked(PUT)) == 2


def test_an_expired_url_is_signed_again(client, world, file):
    world.expired = {1}
    client.upload(file())
    assert len(world.asked("POST /uploads")) == 2
    assert [request.path.rpartition("/")[2] for request in world.asked(PUT)] == ["1", "2"]


def test_a_url_that_is_about_to_expire_is_not_tried(client, world, file):
    world.url_seconds = 0
    client.upload(file())
    assert [request.path.rpartition("/")[2] for request in world.asked(PUT)] == ["2"]


def test_the_upload_may_have_come_while_it_is_signed_again(client, world, file):
    def after(request):
        if request.method == "PUT" and not world.expired:
            world.expired = {1}
            raise lost()

    world.after = after
    assert client.upload(file()).status == "uploaded"


def test_giving_up_tells_the_reason(client, world, file):
    world.before = lambda request: Response(503, b"<Code>SlowDown</Code>") if request.method == "PUT" else None
    with pytest.raises(TransferError, match="given up after 4 attempts: S3 answered 503 SlowDown"):
        client.upload(file())
    (kept,) = world.uploads.values()
    assert (kept["status"], kept["reason"]) == ("aborted", "given up after 4 attempts: S3 answered 503 SlowDown")


def test_a_signature_that_is_always_refused_is_given_up(client, world, file):
    world.before = lambda request: Response(403, EXPIRED) if request.method == "PUT" else None
    with pytest.raises(TransferError, match="S3 answered 403 AccessDenied"):
        client.upload(file())
    assert len(world.asked(PUT)) == 2


def test_a_file_that_changes_before_it_is_read_is_refused(client, world, file, monkeypatch):
    path = file()
    paths = iter([path])

    def items():
        yield path
        grown(path)
        yield file("b.txt")

    outcomes = {outcome.path: outcome for outcome in client.upload_many(items())}
    assert isinstance(outcomes[path].error, FileChanged)
    assert len(world.uploads) == 1
    assert next(paths) == path


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_large_files_in_one_request_if_wished(client, world, file, method):
    path = file("film.mp4", 7_000_000)
    told: list[Progress] = []
    client.upload(path, method=method, on_progress=told.append)
    (kept,) = world.uploads.values()
    assert kept["object"] == path.read_bytes()
    assert kept["wish"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [told[0].sent, told[-1].sent] == [0, 7_000_000]
    assert [one.sent for one in told] == sorted({one.sent for one in told})


def test_a_large_file_that_changes_is_never_sent_to_its_end(client, world, file):
    path = file("film.mp4", 7_000_000)

    def change(progress: Progress) -> None:
        if progress.sent == 0:
            grown(path)

    with pytest.raises(FileChanged):
        client.upload(path, method="PUT", on_progress=change)
    (kept,) = world.uploads.values()
    assert "object" not in kept
    assert (kept["status"], kept["reason"]) == ("aborted", "the file has changed while it was read")


def test_a_small_post(client, world, file):
    client.upload(file(), method="POST")
    (kept,) = world.uploads.values()
    assert kept["object"] == file().read_bytes()


def test_progress_never_goes_back(client, world, file):
    told: list[Progress] = []
    failures = iter([lost(), lost()])

    def fail(request):
        if request.method == "PUT" and (failure := next(failures, None)):
            raise failure

    world.before = fail
    client.upload(file("a.txt", 1_000_000), on_progress=told.append)
    assert [one.sent for one in told] == [0, 262_144, 524_288, 786_432, 1_000_000]
    assert {(one.filename, one.size) for one in told} == {("a.txt", 1_000_000)}


def test_waiting_tells_how_it_ended(client, world, file):
    assert client.upload(file(), wait=True).status == "uploaded"


def test_waiting_raises_when_it_is_rejected(client, world, file):
    def reject(request):
        if request.method == "PUT":
            next(iter(world.uploads.values())).update(status="rejected", reason="Too bad.")

    world.after = reject
    with pytest.raises(UploadFailed, match=r"rejected: Too bad\.") as failure:
        client.upload(file(), wait=True)
    assert failure.value.upload.status == "rejected"


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), lost()], ids=["interrupted", "unreachable"])
@pytest.mark.parametrize(
    ("at", "statuses"), [("sending", ["pending"] * 2), ("waiting", ["uploaded", "uploaded", "pending", "pending"])]
)
def test_who_waits_is_told_what_was_sent_before_it_broke_off(connect, world, tmp_path, failure, at, statuses):
    """The third of four breaks it off: while it has to be signed again, or while it is waited for."""
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_text(str(number))

    def fail(request):
        signs_again = request.route == "POST /uploads" and world.asked(PUT)
        asks = request.method == "GET" and world.uploads[request.path.rpartition("/")[2]]["object"] == b"2"
        if signs_again or asks:
            raise failure

    world.before = fail
    world.expired = {3} if at == "sending" else set()
    told: list[Outcome] = []
    with connect(parallel=1) as client, pytest.raises((KeyboardInterrupt, Unreachable)):
        told.extend(client.upload_many(paths, wait=True))
    stands = [(outcome.path, outcome.upload.status) for outcome in told if isinstance(outcome, Sent)]
    assert stands == list(zip(paths, statuses, strict=False))


def test_a_stream_is_sent_without_knowing_its_length(client, world):
    upload = client.upload_stream(io.BytesIO(b"hello"), "a.txt", tags=["x"])
    kept = world.uploads[upload.file_id]
    assert kept["object"] == b"hello"
    assert (kept["wish"]["filename"], kept["wish"]["tags"]) == ("a.txt", ["x"])


def test_an_empty_stream_is_refused(client, world):
    with pytest.raises(CannotSend, match="empty"):
        client.upload_stream(io.BytesIO(), "a.txt")
    assert world.requests == []


def test_a_stream_that_breaks_is_told(client):
    class Broken(io.BytesIO):
        def read(self, *_):
            raise OSError(5, "Input/output error")

    with pytest.raises(CannotSend, match="Input/output error"):
        client.upload_stream(Broken(), "a.txt")
