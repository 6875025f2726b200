"""Which files are meant, and what of a folder is left out and why."""

import os
from pathlib import Path

import click
import pytest

from inlet.terminal.choice import choose


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = tmp_path / "a folder"
    (made / "inner" / ".git").mkdir(parents=True)
    for name in ("-rf", " b.txt", "ü[1].png", ".hidden", "inner/c.txt", "inner/.git/config"):
        (made / name).write_text("x")
    (made / "link").symlink_to("-rf")
    (made / "back").symlink_to(".")
    (made / "broken").symlink_to("nowhere")
    os.mkfifo(made / "pipe")
    monkeypatch.chdir(made)
    return made


def names(chosen):
    return [str(path) for path in chosen.files]


def test_a_folder_is_taken_with_all_that_is_in_it(folder):
    chosen = choose(["."])
    assert names(chosen) == [" b.txt", "-rf", "link", "ü[1].png", "inner/c.txt"]
    assert {str(path): why for path, why in chosen.left_out.items()} == {
        ".hidden": "hidden",
        "back": "a link to a folder",
        "broken": "a broken link",
        "inner/.git": "hidden",
        "pipe": "not a file",
    }


def test_what_is_hidden_comes_along_when_wanted(folder):
    assert {".hidden", "inner/.git/config"} <= set(names(choose(["."], hidden=True)))


def test_a_file_that_is_named_is_meant_whatever_it_is(folder):
    assert names(choose([".hidden", "broken", "pipe"])) == [".hidden", "broken", "pipe"]


def test_patterns_that_the_shell_left_alone_are_followed(folder):
    assert names(choose(["**/*.txt"])) == [" b.txt", "inner/c.txt"]
    assert names(choose(["i*"])) == ["inner/c.txt"]
    assert names(choose(["../a */*.txt"])) == ["../a folder/ b.txt"]
    assert names(choose([f"{folder}/**/c.*"])) == [f"{folder}/inner/c.txt"]
    assert names(choose(["inner/.git/*"])) == ["inner/.git/config"]


def test_what_is_hidden_is_matched_by_a_part_with_a_dot_only(folder):
    (folder / ".a.txt").write_text("x")
    (folder / "inner/.git/.b.txt").write_text("x")
    (folder / "inner/.d.txt").write_text("x")
    assert names(choose([".*.txt"])) == [".a.txt"]
    assert names(choose(["*.txt"])) == [" b.txt"]
    assert names(choose(["**/.*.txt"])) == [".a.txt", "inner/.d.txt"]
    assert names(choose(["*/.g*/.*"])) == ["inner/.git/.b.txt"]
    assert names(choose(["inner/.git/**/*"])) == ["inner/.git/config"]


def test_names_may_begin_with_a_tilde(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder / "inner"))
    assert names(choose(["~/c.txt"])) == [str(folder / "inner/c.txt")]
    assert names(choose(["~/*.txt"])) == [str(folder / "inner/c.txt")]
    for missing in ("~$report.docx", "~nobody-of-this-name/x"):
        with pytest.raises(click.UsageError, match="is not there"):
            choose([missing])
    with pytest.raises(click.UsageError, match="matches nothing"):
        choose(["~$*.docx"])
    (folder / "~$report.docx").write_text("x")
    assert names(choose(["~$report.docx"])) == names(choose(["~$*.docx"])) == ["~$report.docx"]


def test_a_name_that_looks_like_a_pattern_is_a_name(folder):
    assert names(choose(["ü[1].png"])) == ["ü[1].png"]


def test_each_file_is_taken_once(folder):
    assert names(choose(["-rf", ".", str(Path("-rf").absolute()), "-rf"]))[0] == "-rf"
    assert len(choose(["-rf", "-rf", str(Path("-rf").absolute())]).files) == 1


@pytest.mark.parametrize(("name", "told"), [("nowhere", "is not there"), ("*.gif", "matches nothing")])
def test_what_is_not_there_is_told(folder, name, told):
    with pytest.raises(click.UsageError, match=told):
        choose([name])


def test_an_empty_path_is_not_the_folder_one_is_in(folder):
    with pytest.raises(click.UsageError, match="empty"):
        choose([""])
