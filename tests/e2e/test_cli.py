"""The command line against the whole system: files go in and are there, and every way in which it ends."""

import hashlib
import json
import os
import signal
import subprocess

import pytest

from local import ports
from tests.e2e.cloud import eventually
from tests.e2e.command import Inlet, told
from tests.e2e.conftest import signed_in


@pytest.fixture(scope="module")
def shell_of(tmp_path_factory, cloud, people):
    """Shells of people who are signed in."""

    def shell(name):
        made, user = Inlet(tmp_path_factory.mktemp(name)), people(name)
        options = ("--api", cloud.outputs["api_url"], "--username", user.email, "--password-stdin")
        assert made("login", *options, stdin=user.password.encode()).status == 0
        return made

    return shell


@pytest.fixture(scope="module")
def inlet(shell_of) -> Inlet:
    """The shell of Clara."""
    return shell_of("clara")


@pytest.fixture(scope="module")
def clara(cloud, people):
    """The API as Clara uses it."""
    return signed_in(cloud, people("clara"))


@pytest.fixture
def folder(tmp_path):
    """Files of several kinds and depths; two cannot be uploaded."""
    (tmp_path / "inner").mkdir()
    for name, content in {"a.txt": b"a", "inner/Menü – plan+final ü%.csv": b"a,b\n", "empty.txt": b""}.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "esc\x1b[31m.txt").write_bytes(b"red")
    return tmp_path


def test_a_folder_goes_in_and_what_cannot_is_told(inlet, folder, clara):
    done = inlet("upload", folder, "--tag", "e2e", "--json")
    outcomes = {one["path"].removeprefix(f"{folder}/"): one for one in done.json()}
    assert done.status == 1
    assert {name: (one.get("status"), (one["error"] or {}).get("code")) for name, one in outcomes.items()} == {
        "a.txt": ("uploaded", None),
        "inner/Menü – plan+final ü%.csv": ("uploaded", None),
        "empty.txt": (None, "cannot_send"),
        "esc\x1b[31m.txt": (None, "invalid_request"),
    }
    upload = clara.upload(outcomes["inner/Menü – plan+final ü%.csv"]["fileId"])
    assert (upload["filename"], upload["contentType"]) == ("Menü – plan+final ü%.csv", "text/csv")
    assert "\x1b" not in done.out


def test_a_pattern_in_quotes_and_rows_for_other_programs(inlet, folder):
    done = inlet("upload", f"{folder}/**/*.csv")
    ((path, size, status, file_id, _),) = done.rows
    assert (done.status, size, status) == (0, "4 bytes", "uploaded")
    assert path.endswith("ü%.csv")
    assert inlet("status", file_id).rows[0][:4] == [file_id, "Menü – plan+final ü%.csv", "4 bytes", "uploaded"]


def test_what_comes_through_a_pipe(inlet, clara):
    done = inlet("upload", "-", "--name", "dump.csv", "--json", stdin=b"a,b\n" * 1000)
    (one,) = done.json()
    assert (done.status, one["size"], one["status"]) == (0, 4000, "uploaded")
    assert clara.upload(one["fileId"])["filename"] == "dump.csv"


@pytest.mark.parametrize(
    ("way", "status", "told_to_user"),
    [(signal.SIGINT, 130, "0 of 1 files are complete"), (signal.SIGKILL, -signal.SIGKILL, "")],
)
def test_a_large_file_goes_on_where_it_was_left(inlet, clara, cloud, tmp_path, way, status, told_to_user):
    film = tmp_path / "film.mp4"
    content = os.urandom(1 << 20) * 96
    film.write_bytes(content)
    journals = inlet.home / "state/inlet/uploads"
    with inlet.running("upload", film, "--parallel", "1") as process:
        file_id = eventually(lambda: process.poll() is None and begun(journals))
        eventually(lambda: halted(process, lambda: parts(clara, file_id)))
        process.send_signal(way)
        process.send_signal(signal.SIGCONT)
        done = told(process, *process.communicate(timeout=60))
    assert done.status == status
    assert told_to_user in done.err
    assert 0 < len(parts(clara, file_id)) < 12
    again = inlet("upload", film, "--json")
    (one,) = again.json()
    assert (again.status, one["fileId"], one["status"]) == (0, file_id, "uploaded")
    assert "resuming film.mp4" in again.err
    assert sha256(cloud, file_id) == hashlib.sha256(content).hexdigest()
    assert not begun(journals)


def halted(process, asked):
    """What `asked` tells, nothing happening meanwhile; the process stands still once that is something."""
    process.send_signal(signal.SIGSTOP)
    if not (found := asked()):
        process.send_signal(signal.SIGCONT)
    return found


def begun(journals):
    """The id of the upload that is noted as begun."""
    for file in journals.glob("*.json"):
        return json.loads(file.read_text())["file_id"]
    return None


def parts(clara, file_id):
    """The parts that S3 has; none before the upload is known."""
    return clara("POST", f"/uploads/{file_id}/parts", json={}).json().get("uploaded", [])


def sha256(cloud, file_id):
    """Of what the bucket holds of an upload."""
    s3, bucket = cloud.root("s3"), cloud.outputs["uploads_bucket"]
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"] if one["Key"].endswith(file_id)]
    return hashlib.file_digest(s3.get_object(Bucket=bucket, Key=keys[0])["Body"], "sha256").hexdigest()


def test_a_promise_that_is_given_up(inlet, clara):
    file_id = clara.sign()["fileId"]
    assert inlet("abort", file_id, "--reason", "wrong file").status == 0
    assert clara.upload(file_id)["status"] == "aborted"
    assert inlet("status", file_id, "--json").json()[0]["items"][0]["reason"] == "wrong file"
    assert inlet("status", "6f1c1f0e-6f0e-4d0b-9d8e-3b1f6a0a2c11").status == 1


def test_tenants_members_and_projects(shell_of, bob):
    inlet = shell_of("frida")
    other = bob("GET", "/tenants").json()["userId"]
    tenant = inlet("tenants", "create", "Friends", "--json").json()[0]["id"]
    mine = {"INLET_TENANT": tenant}
    assert tenant in inlet("tenants").out
    assert "give --tenant ID" in inlet("projects").err
    assert inlet("projects", "create", "posters", "--name", "Posters", **mine).status == 0
    assert inlet("members", "set", other, **mine).rows[0][:2] == [other, "member"]
    assert inlet("projects", "add", "posters", other, **mine).status == 0
    assert [row[0] for row in inlet("projects", "members", "posters", **mine).rows if row[0] == other] == [other]
    assert inlet("members", "remove", other, **mine).status == 0
    assert other not in inlet("members", **mine).out


def test_a_tenant_of_others_is_forbidden(inlet, folder, bob):
    theirs = bob("GET", "/tenants").json()["items"][0]["id"]
    done = inlet("upload", folder / "a.txt", "--tenant", theirs)
    assert (done.status, done.out) == (3, "")


def test_by_form(inlet, folder, clara):
    (one,) = inlet("upload", folder / "a.txt", "--method", "post", "--json").json()
    assert (one["error"], clara.upload(one["fileId"])["status"]) == (None, "uploaded")


def test_an_api_that_is_not_there(inlet, folder, clara):
    nowhere = f"http://127.0.0.1:{ports.unused()}"
    done = inlet("tenants", INLET_API=nowhere, INLET_TOKEN=clara.token)
    assert (done.status, "cannot be reached" in done.err) == (4, True)


def test_a_reader_that_goes_away_is_no_news(inlet):
    with inlet.running("tenants", "--json") as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 141


def test_completion_is_understood_by_bash(inlet):
    script = inlet("completion", "bash").out
    asked = 'eval "$SCRIPT"; complete -p inlet; COMP_WORDS=(inlet up) COMP_CWORD=1; _inlet_completion inlet; '
    wrapper = inlet.home / "inlet"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(inlet.command)} "$@"\n')
    wrapper.chmod(0o700)
    variables = inlet.environment | {"SCRIPT": script, "PATH": f"{inlet.home}:{os.environ['PATH']}"}
    command = ["bash", "--norc", "-c", asked + 'echo "${COMPREPLY[@]}"']
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    assert "_inlet_completion" in done.stdout
    assert done.stdout.splitlines()[-1] == "upload"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_knows_other_shells(inlet, shell):
    assert "_INLET_COMPLETE" in inlet("completion", shell).out
