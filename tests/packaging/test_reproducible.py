"""The same input gives the same bytes, whoever builds, wherever and whenever."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.home import ROOT
from tools import dependencies, packages, zips
from tools.packages import LOCKS, PACKAGES

# One zip of each set of libraries: the others differ in Inlet's own sources alone.
CHOSEN = {dependencies.wanted(LOCKS / f"{one.name}.txt", packages.local()): one.name for one in PACKAGES}.values()
BUILD_CHOSEN = """
import sys
from tools import packages, zips
zips.PACKAGES = [one for one in packages.PACKAGES if one.name in sys.argv[1:]]
zips.build(packages.local(), packages.BUILD / "local")
"""


@pytest.fixture
def two(monkeypatch):
    """Two zips are all that there are."""
    monkeypatch.setattr(zips, "PACKAGES", [one for one in PACKAGES if one.name in ("janitor", "logger")])


@pytest.mark.long
def test_a_copy_of_the_checkout_builds_the_same_bytes(tmp_path):
    zips.build(packages.local(), ROOT / "build/local")
    copy = tmp_path / "some where else"
    for folder in ("src", "tools", "local", "requirements"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (copy / "src").rglob("*"):  # a later checkout by somebody with other habits
        os.utime(file, (2_000_000_000, 2_000_000_000))
        file.chmod(0o700 if file.is_dir() else 0o600)
    subprocess.run([sys.executable, "-c", BUILD_CHOSEN, *CHOSEN], cwd=copy, check=True, umask=0o077)
    assert _hashes(copy / "build/local") == _hashes(ROOT / "build/local")


def test_another_source_gives_another_zip(two, tmp_path, monkeypatch):
    copy = tmp_path / "src"
    shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(zips, "SOURCES", copy)
    before = zips.build(packages.local(), tmp_path / "build")["packages"]
    with (copy / "logger/handler.py").open("a") as file:
        file.write("\nADDED = 1\n")
    after = zips.build(packages.local(), tmp_path / "build")["packages"]
    assert [name for name in before if before[name]["sha256"] != after[name]["sha256"]] == ["logger"]


def test_nothing_is_written_when_nothing_changed(two, tmp_path):
    zips.build(packages.local(), tmp_path)
    before = {file.name: file.stat().st_ino for file in tmp_path.glob("*.zip")}
    zips.build(packages.local(), tmp_path)
    assert {file.name: file.stat().st_ino for file in tmp_path.glob("*.zip")} == before


def test_a_damaged_zip_is_built_again(two, tmp_path):
    whole = zips.build(packages.local(), tmp_path)["packages"]["janitor"]["sha256"]
    (tmp_path / "janitor.zip").write_bytes(b"half")
    zips.build(packages.local(), tmp_path)
    assert hashlib.sha256((tmp_path / "janitor.zip").read_bytes()).hexdigest() == whole


def test_entries_are_sorted_and_carry_no_time_or_owner(built, package):
    with zipfile.ZipFile(built / f"{package.name}.zip") as zipped:
        entries = zipped.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {zips.EPOCH}
    assert {oct(entry.external_attr >> 16) for entry in entries} <= {"0o100644", "0o100755"}
    assert not any(entry.extra for entry in entries)


def _hashes(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / f"{name}.zip").read_bytes()).hexdigest() for name in CHOSEN}
