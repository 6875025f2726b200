"""What a machine lacks is named in one line each."""

import sys

import pytest

from tools import machine

PROGRAMS = {"node": "v20.1.0", "make": "GNU Make 3.81", "terraform": '{"terraform_version": "1.11.4"}'}


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Sets what the programs on PATH print; None takes one away."""

    def give(**printed: str | None) -> None:
        for name, text in (PROGRAMS | printed).items():
            if text is not None:
                (tmp_path / name).write_text(f"#!/bin/sh\necho '{text}'\n")
                (tmp_path / name).chmod(0o700)
        monkeypatch.setenv("PATH", f"{tmp_path}")

    return give


def test_a_complete_machine_lacks_nothing(programs):
    programs()
    assert list(machine.missing()) == []


CASES = [
    # program     prints                              told
    ("node", None, "node 20 or newer is missing"),
    ("node", "v18.19.1", "node 20 or newer is needed, this is 18.19.1"),
    ("make", "GNU Make 3.80", "make 3.81 or newer is needed, this is 3.80"),
    ("terraform", '{"terraform_version": "1.9.8"}', "terraform 1.11 or newer is needed, this is 1.9.8"),
    ("terraform", "no version at all", "terraform 1.11 or newer is missing"),
]


@pytest.mark.parametrize(("program", "prints", "told"), CASES)
def test_one_line_says_what_and_where(programs, program, prints, told):
    programs(**{program: prints})
    (line,) = machine.missing()
    assert line.startswith(told)
    assert "https://" in line


def test_an_old_python_is_told(programs, monkeypatch):
    programs()
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    (line,) = machine.missing()
    assert line.startswith("Python 3.11 or newer is needed, this is 3.9")
