"""What of a lock counts for a target, which interpreter compiles, what is too much for a zip."""

import sys

import pytest

from local.home import Trouble
from tools import bytecode, dependencies, packages, zips
from tools.packages import Package

LOCK = """\
# made by a tool
plain==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via something
old==2.0 ; python_full_version < '3.13' \\
    --hash=sha256:cc
windows==3.0 ; sys_platform == 'win32' \\
    --hash=sha256:dd
arm==4.0 ; platform_machine == 'aarch64' \\
    --hash=sha256:ee
    # via
    #   plain
"""


@pytest.mark.parametrize(
    ("python", "machine", "names"),
    [
        ("3.11", "x86_64", {"plain", "old"}),
        ("3.13", "aarch64", {"plain", "arm"}),
        ("3.12", "aarch64", {"plain", "old", "arm"}),
    ],
)
def test_markers_are_judged_for_the_target(tmp_path, python, machine, names):
    file = tmp_path / "lock.txt"
    file.write_text(LOCK)
    wanted = dependencies.wanted(file, packages.aws(python, machine))
    assert {line.partition("==")[0] for line in wanted.splitlines() if "==" in line} == names
    assert wanted.count("--hash") == len(names) + 1
    assert ";" not in wanted
    assert "#" not in wanted


NOISE = [
    ("jsonschema/tests/test_cli.py", True),
    ("bin/normalizer", True),
    ("boto3/data/s3/2006-03-01/resources-1.json", True),
    ("botocore/data/s3/2006-03-01/examples-1.json", True),
    ("six-1.17.0.dist-info/RECORD", True),
    ("six-1.17.0.dist-info/LICENSE", False),
    ("six-1.17.0.dist-info/METADATA", False),
    ("botocore/data/s3/2006-03-01/service-2.json.gz", False),
    ("botocore/data/endpoints.json", False),
    ("boto3/session.py", False),
    ("rpds/rpds.cpython-313-aarch64-linux-gnu.so", False),
]


@pytest.mark.parametrize(("name", "left_out"), NOISE)
def test_what_is_never_read_stays_out(name, left_out):
    assert bool(dependencies.NOISE.search(name)) is left_out


def test_only_the_services_of_a_package_go_in(tmp_path):
    for name in ("botocore/data/s3/a.json", "botocore/data/ec2/a.json", "botocore/data/_retry.json", "six.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {name for name, _ in dependencies.files(Package("x", (), ("s3",)), tmp_path)}
    assert found == {"botocore/data/s3/a.json", "botocore/data/_retry.json", "six.py"}


def test_the_running_python_compiles_for_itself():
    mine = "{}.{}".format(*sys.version_info)
    found = bytecode.find(mine)
    assert found
    assert found.path == sys.executable
    assert found.version.startswith(f"{mine}.")


def test_a_program_of_that_name_that_does_not_run_is_not_taken(tmp_path, monkeypatch):
    """pyenv puts such programs on PATH for versions that are not chosen."""
    shim = tmp_path / "python3.99"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert bytecode.find("3.99") is None


def test_one_that_pyenv_keeps_is_found(tmp_path, monkeypatch):
    kept = tmp_path / "versions/3.99.1/bin/python"
    kept.parent.mkdir(parents=True)
    kept.write_text("#!/bin/sh\necho 3.99.1\n")
    kept.chmod(0o700)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert bytecode.find("3.99") == bytecode.Interpreter(str(kept), "3.99.1")


def test_a_missing_source_folder_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "SOURCES", tmp_path)
    with pytest.raises(Trouble, match=r"src/common, which goes into ingestion\.zip, is missing or empty"):
        zips.build(packages.local(), tmp_path / "build")
