"""What the Makefile hands on and tells, and what .ci/run does where little is installed."""

import os
import shutil
import subprocess

import pytest

from local.home import ROOT


@pytest.mark.parametrize(
    ("arguments", "environment", "user"),
    [
        ([], {}, "demo"),
        (["AS=bob"], {}, "bob"),
        ([], {"AS": "x86_64-linux-gnu-as"}, "demo"),
        (["-e"], {"AS": "as"}, "demo"),
        (["AS="], {}, ""),
    ],
)
def test_the_user_is_demo_unless_another_is_named(arguments, environment, user):
    """Elsewhere AS is the assembler: make itself has it, conda exports it."""
    shown = 'include Makefile\nshown:\n\t@echo "user=$$AS"\n'
    inherited = {name: value for name, value in os.environ.items() if name not in ("AS", "MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["make", "-s", "-f", "-", "shown", *arguments],
        cwd=ROOT,
        env=inherited | environment,
        input=shown,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"user={user}"


def test_help_is_told_by_any_awk_alone(tmp_path):
    """sed's escapes are not the same everywhere."""
    sed = tmp_path / "sed"
    sed.write_text("#!/bin/sh\nexit 1\n")
    sed.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert "  make plan         what deploying would change: ENV=dev|prod\n" in done.stdout
    assert "  make help         this list\n" in done.stdout


@pytest.mark.parametrize("with_timeout", [True, False])
def test_all_is_run_whether_or_not_time_can_be_limited(tmp_path, with_timeout):
    """macOS has no `timeout`."""
    stubs = dict.fromkeys(("python3", "curl", "chromium", "clamd"), "exit 0")
    stubs["make"] = 'echo "make $1"; echo "1 passed in 0.1s"'
    if with_timeout:
        stubs["timeout"] = 'echo "limited to $2"; shift 2; exec "$@"'
    for name, script in stubs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    for name in ("bash", "dirname", "env", "grep", "mktemp", "rm", "tail", "tee"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [str(tmp_path / "bash"), ".ci/run"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    made = [line for line in done.stdout.splitlines() if line.startswith("make")]
    assert made == ["make -j", "make check", "make test"]
    assert ("limited to" in done.stdout) == with_timeout
