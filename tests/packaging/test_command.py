"""The command `inlet` of a virtual environment."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

from tools.command import link


@pytest.fixture
def folder(tmp_path):
    """An environment that sees the packages which the tests run with."""
    made = tmp_path / "a folder"
    venv.create(made, symlinks=True)
    own = subprocess.run(
        [made / "bin/python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    seen = Path(pytest.__file__).parents[1]
    (Path(own.stdout.strip()) / "seen.pth").write_text(f"{seen}\n")
    return made


def test_it_is_the_one_of_this_checkout(folder):
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    shown = subprocess.run([link(folder), "--version"], env=bare, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("inlet ")


def test_linking_again_changes_nothing(folder):
    first = link(folder).read_text()
    assert link(folder).read_text() == first
