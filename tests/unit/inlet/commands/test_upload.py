"""inlet upload: what is sent, what is told, and how it ends."""

import pytest

from tests.unit.inlet.world import problem


def test_a_file_is_sent_and_its_row_told(inlet, file, world):
    done = inlet("upload", str(file("a.txt")), "--tag", "x", "--tag", "y", "--metadata", "k=v=w", "--project", "p")
    (file_id, upload), *_ = world.uploads.items()
    assert (done.status, done.rows) == (0, [[str(file("a.txt")), "10 bytes", "uploaded", file_id, ""]])
    wish = upload["wish"]
    assert (wish["tags"], wish["metadata"], upload["project"]) == (["x", "y"], {"k": "v=w"}, "p")


def test_json_is_a_line_a_file_named_as_in_the_api(inlet, file, world):
    (told,) = inlet("upload", str(file("a.txt")), "--json").json()
    assert told["error"] is None
    assert (told["path"], told["fileId"], told["status"]) == (str(file("a.txt")), next(iter(world.uploads)), "uploaded")
    assert told["requestedAt"] == "2026-01-02T03:04:05.678000Z"


def test_some_files_fail_and_the_others_do_not(inlet, file):
    file("empty.txt", 0)
    folder = file("good.txt").parent
    done = inlet("upload", str(folder), "--json")
    assert done.status == 1
    assert {told["path"].rpartition("/")[2]: (told["error"] or {}).get("code") for told in done.json()} == {
        "empty.txt": "cannot_send",
        "good.txt": None,
    }


def test_name_and_type_are_for_one_file(inlet, file, world):
    file("b")
    assert inlet("upload", str(file("a")), "--name", "c.txt", "--type", "text/csv").status == 0
    (upload,) = world.uploads.values()
    assert (upload["wish"]["filename"], upload["wish"]["contentType"]) == ("c.txt", "text/csv")
    done = inlet("upload", str(file("a")), str(file("b")), "--name", "c.txt")
    assert (done.status, "--name is for a single file" in done.err) == (2, True)


def test_stdin_is_sent_under_the_name_it_is_given(inlet, world):
    done = inlet("upload", "-", "--name", "a.txt", stdin=b"through a pipe")
    assert (done.status, done.rows[0][0]) == (0, "-")
    assert [upload["object"] for upload in world.uploads.values()] == [b"through a pipe"]
    assert inlet("upload", "-", stdin=b"x").status == 2
    assert inlet("upload", "-", "a.txt", "--name", "a.txt", stdin=b"x").status == 2
    failed = inlet("upload", "-", "--name", "a.txt", "--json", stdin=b"")
    assert (failed.status, failed.json()[0]["error"]["code"]) == (1, "cannot_send")


def test_how_it_is_sent_can_be_chosen(inlet, file, world):
    assert inlet("upload", str(file("a.txt")), "--method", "post", "--no-checksum", "--no-wait").status == 0
    (upload,) = world.uploads.values()
    assert upload["wish"]["method"] == "POST"
    assert "sha256" not in upload["wish"]
    assert world.asked("GET .*") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing argument"),
        (["nowhere.txt"], "nowhere.txt is not there"),
        (["*.nothing"], "matches nothing"),
        (["a.txt", "--metadata", "novalue"], "is not KEY=VALUE"),
        (["a.txt", "--metadata", "=v"], "is not KEY=VALUE"),
        (["a.txt", "--parallel", "0"], "--parallel"),
        (["a.txt", "--method", "ftp"], "--method"),
    ],
)
def test_a_wrong_command_asks_nothing(inlet, world, arguments, told):
    done = inlet("upload", *arguments)
    assert (done.status, told in done.err, done.out, world.requests) == (2, True, "", [])


def test_an_empty_folder_is_a_wrong_command(inlet, tmp_path):
    (tmp_path / "empty").mkdir()
    assert inlet("upload", str(tmp_path / "empty")).status == 2


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (problem(403, "tenant_forbidden"), 3),
        (problem(403, "project_forbidden"), 3),
        (problem(401, "unauthorized"), 3),
        (problem(400, "unknown_project", ("/projectId", "unknown_project")), 1),
        (problem(503, "busy"), 1),
    ],
)
def test_what_concerns_all_files_is_told_once(inlet, file, world, answer, status):
    world.before = lambda _: answer
    done = inlet("upload", str(file("a.txt")))
    assert (done.status, done.out, done.err.count("error:")) == (status, "", 1)


def test_an_interrupted_upload_says_what_is_left(inlet, file, world):
    def interrupt(request):
        if request.route == "POST /uploads":
            raise KeyboardInterrupt

    world.before = interrupt
    done = inlet("upload", str(file("a.txt")))
    assert done.status == 130
    assert "0 of 1 files are complete" in done.err
    assert f"left: {file('a.txt')}" in done.err


def test_a_full_quota_is_a_refusal_but_keeps_nobody_out(inlet, file, world):
    world.before = lambda _: problem(403, "quota_exceeded", ("", "bytes"))
    done = inlet("upload", str(file("a.txt")), "--json")
    assert (done.status, done.json()[0]["error"]["code"]) == (1, "quota_exceeded")


def test_a_no_to_all_that_follows_keeps_what_is_known(inlet, file, world):
    file("empty.txt", 0)
    world.before = lambda _: problem(404, "unknown_project")
    done = inlet("upload", str(file("a.txt").parent))
    assert (done.status, len(done.rows), done.err.count("error:")) == (1, 1, 1)
    assert f"left: {file('a.txt')}" in done.err


def test_a_table_is_told_before_a_no_to_all_that_follows(inlet, file, world, monkeypatch):
    file("empty.txt", 0)
    world.before = lambda _: problem(404, "unknown_project")
    told = []
    monkeypatch.setattr("inlet.terminal.results.Results.finish", lambda self: told.append(self.sent))
    assert inlet("upload", str(file("a.txt").parent)).status == 1
    assert told == [0]


def test_no_name_steers_the_terminal(inlet, file):
    done = inlet("upload", str(file("a\x1b]0;owned\x07\n.txt", 0)))
    assert done.status == 1
    assert "\x1b" not in done.out
    assert len(done.rows) == 1
