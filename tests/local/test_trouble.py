"""What can be in the way of starting, and how it is told."""

import dataclasses
import os
import socket
import subprocess
import sys

import pytest

from local import emulator, ports, process
from local.home import Home, Trouble, home


def test_a_taken_port_is_told_with_its_holder(place):
    with socket.create_server(("127.0.0.1", place.home.port)):
        failed = place.cloud("start")
    assert failed.returncode == 1
    assert f"port {place.home.port} is taken by" in failed.stderr
    assert f"(pid {os.getpid()})" in failed.stderr
    assert f"INLET_PORT={place.home.port + 1}" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_stale_record_of_a_stranger_is_not_trusted(place):
    """The pid lives again as another process: it is neither taken for the cloud nor stopped."""
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        place.home.folder.mkdir()
        process.Process(stranger.pid, "12345 python -m ministack", place.home.port).save(place.home.record)
        assert place.cloud("status").returncode == 1
        assert "not running" in place.cloud("stop").stdout
        assert stranger.poll() is None
        assert place.cloud("start").returncode == 0
        assert stranger.poll() is None
    finally:
        stranger.communicate()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "null"])
def test_an_unreadable_record_counts_for_nothing(place, content):
    place.home.folder.mkdir()
    place.home.record.write_text(content)
    assert place.cloud("status").returncode == 1


@pytest.fixture
def instead(tmp_path, monkeypatch):
    """Has a shell script started in place of the emulator."""

    def write(script: str) -> None:
        file = tmp_path / "python"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o700)
        monkeypatch.setattr(emulator, "PYTHON", file)

    return write


def test_a_cloud_that_cannot_start_shows_the_end_of_its_log(tmp_path, instead, free_port):
    instead("echo some reason >&2; exit 3")
    with pytest.raises(Trouble, match=r"ended at once(?s:.*)some reason"):
        emulator.start(Home(tmp_path / "home", free_port))


def test_a_cloud_that_does_not_answer_in_time_is_ended_and_told(tmp_path, monkeypatch, instead, free_port):
    instead("echo still thinking >&2; exec sleep 60")
    monkeypatch.setattr(emulator, "READY_SECONDS", 0.2)
    with pytest.raises(Trouble, match=r"did not answer within(?s:.*)still thinking"):
        emulator.start(Home(tmp_path / "home", free_port))


def test_functions_do_not_inherit_the_shell(tmp_path, monkeypatch, instead, free_port):
    """The emulator hands its environment on to functions: a developer's profile must not be in it."""
    monkeypatch.setenv("AWS_PROFILE", "personal")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    place = Home(tmp_path / "home", free_port)
    instead("env; exit 3")
    with pytest.raises(Trouble):
        emulator.start(place)
    names = {line.partition("=")[0] for line in place.log.read_text().splitlines()}
    assert "AUTH" in names
    assert not names & {"AWS_PROFILE", "PYTHONPATH"}


@pytest.mark.parametrize("port", ["x", "0", "80", "65536", "-1", "4566 ", "٤٥٦٦"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("INLET_PORT", port)
    with pytest.raises(Trouble, match="INLET_PORT"):
        home()


def test_a_process_is_known_by_its_start_and_command():
    me = process.Process(os.getpid(), process.identity(os.getpid()) or "", 1)
    assert me.alive()
    assert not dataclasses.replace(me, identity="0 " + me.identity).alive()


PS = [
    (
        "Ss   Sat Nov 21 13:04:14 2026 /venv/bin/python -m ministack",
        "Sat Nov 21 13:04:14 2026 /venv/bin/python -m ministack",
    ),
    ("Z    Sat Nov 21 13:04:14 2026 (python)", None),
    ("", None),
]


@pytest.mark.parametrize(("printed", "expected"), PS, ids=["alive", "zombie", "gone"])
def test_without_proc_the_system_is_asked_by_ps(tmp_path, monkeypatch, printed, expected):
    ps = tmp_path / "ps"
    ps.write_text(f"#!/bin/sh\necho '{printed}'\n")
    ps.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(process, "PROC", tmp_path / "proc")
    assert process.identity(1) == expected


def test_a_zombie_is_dead():
    child = subprocess.Popen(["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert process.identity(child.pid) is None
    child.wait()


def test_a_port_is_free_once_its_holder_is_gone(free_port):
    with socket.create_server(("127.0.0.1", free_port)):
        assert not ports.free(free_port)
    assert ports.free(free_port)
