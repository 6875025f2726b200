"""clamd is found where packages put it, unpacked where it is not, or told how to get."""

import shutil
from pathlib import Path

import pytest

from local.home import Trouble
from tools import clamav


def program(path: Path, text: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return path


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without clamd, whose programs are what a test puts into its `bin`."""
    for name in ("sh", "mkdir", "cp"):
        program(tmp_path / "bin" / name, f'exec {shutil.which(name)} "$@"')
    monkeypatch.setattr(clamav, "FOLDERS", (str(tmp_path / "sbin"),))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def test_a_system_has_it(machine):
    installed = program(machine / "sbin/clamd")
    assert clamav.provide(machine / "kept") == installed
    assert not (machine / "kept").exists()


def test_one_on_the_path_comes_first(machine):
    program(machine / "sbin/clamd")
    mine = program(machine / "bin/clamd")
    assert clamav.find(machine / "kept") == mine


def test_elsewhere_it_says_how_to_get_it(machine):
    with pytest.raises(Trouble, match=r"clamav-daemon.*brew install clamav"):
        clamav.provide(machine / "kept")


def debian(machine: Path, *, works: bool = True) -> None:
    """Gives the machine Debian's tools: apt-get that plans and downloads, dpkg-deb that unpacks a clamd."""
    program(
        machine / "bin/apt-get",
        'case "$1" in install) echo "Inst libclamav12 (1.4)"; echo "Inst clamav-daemon (1.4)";;'
        ' download) shift; for name; do echo > "$name.deb"; done;; esac',
    )
    clamd = program(machine / "clamd.sh", f"exit {0 if works else 1}")
    library = '"$3/usr/lib/x86/libclamav.so.12"'
    program(
        machine / "bin/dpkg-deb",
        f'mkdir -p "$3/usr/sbin" "$3/usr/lib/x86" && cp {clamd} "$3/usr/sbin/clamd" && cp {clamd} {library}',
    )


def test_on_debian_it_is_unpacked_once(machine):
    debian(machine)
    made = clamav.provide(machine / "kept")
    assert made == clamav.find(machine / "kept") == machine / "kept/clamd"
    assert f'LD_LIBRARY_PATH="{machine}/kept/root/usr/lib/x86"' in made.read_text()
    (machine / "bin/apt-get").unlink()
    assert clamav.provide(machine / "kept") == made


def test_what_does_not_run_is_not_kept(machine):
    debian(machine, works=False)
    with pytest.raises(Trouble, match="clamd --version failed"):
        clamav.provide(machine / "kept")
    assert clamav.find(machine / "kept") is None


def test_packages_that_cannot_be_had_are_told(machine):
    debian(machine)
    program(machine / "bin/apt-get", "echo 'Unable to locate package' >&2; exit 100")
    with pytest.raises(Trouble, match="Unable to locate package"):
        clamav.provide(machine / "kept")
    assert list(machine.glob("kept*")) == []


@pytest.mark.parametrize(("arguments", "status"), [([], 1), (["--or-none"], 0)])
def test_where_it_may_be_missing_that_is_told_and_no_error(monkeypatch, capsys, arguments, status):
    def missing():
        raise Trouble(clamav.WHERE)

    monkeypatch.setattr(clamav, "provide", missing)
    monkeypatch.setattr("sys.argv", ["clamav", *arguments])
    assert clamav.main() == status
    told = capsys.readouterr().err
    assert clamav.WHERE in told
    assert (clamav.WITHOUT in told) == (status == 0)
