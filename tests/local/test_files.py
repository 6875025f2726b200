"""What is taken of a folder, and what is left out of it and why."""

import os

import pytest

from local.files import choose
from local.home import Trouble


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "a folder"
    made.mkdir()
    for name in ("-rf", " b.txt", "ü.png", ".hidden", "locked"):
        (made / name).write_text("x")
    (made / "inner").mkdir()
    (made / "link").symlink_to("-rf")
    (made / "broken").symlink_to("nowhere")
    os.mkfifo(made / "pipe")
    return made


@pytest.fixture
def readable(monkeypatch):
    """Who runs the tests may be allowed to read anything."""
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "locked")


@pytest.mark.usefixtures("readable")
def test_files_are_taken_whatever_their_names_and_the_rest_is_named(folder):
    files, left_out = choose(folder)
    assert [file.name for file in files] == [" b.txt", "-rf", "link", "ü.png"]
    assert left_out == {
        ".hidden": "hidden",
        "broken": "a broken link",
        "inner": "a folder",
        "locked": "not readable",
        "pipe": "not a file",
    }


def test_one_file_is_enough(folder):
    assert choose(folder / "-rf") == ([folder / "-rf"], {})


@pytest.mark.usefixtures("readable")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "nowhere: it is not there"),
        ("locked", "it is not readable"),
        ("inner", "the folder is empty"),
    ],
)
def test_nothing_to_upload_is_told_with_its_reason(folder, name, told):
    with pytest.raises(Trouble, match=told):
        choose(folder / name)


def test_a_folder_with_nothing_to_take_names_what_is_there(tmp_path):
    (tmp_path / "inner").mkdir()
    with pytest.raises(Trouble, match="'inner' is a folder"):
        choose(tmp_path)
