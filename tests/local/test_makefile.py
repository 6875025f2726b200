"""What the Makefile hands on."""

import os
import subprocess

import pytest

from local.home import ROOT


@pytest.mark.parametrize(
    ("arguments", "environment", "user"),
    [([], {}, "demo"), (["AS=bob"], {}, "bob"), ([], {"AS": "bob"}, "bob"), (["AS="], {}, "")],
)
def test_the_user_is_demo_unless_another_is_named(arguments, environment, user):
    """Make itself has a variable AS: the assembler."""
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
