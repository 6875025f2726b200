"""Copies of terraform/ to test and to break, and one running provider that all tests of the session share."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.home import ROOT
from tools import mirror

TERRAFORM = ROOT / "terraform"
WITHOUT = shutil.ignore_patterns(".terraform", "*.tfstate*", ".terraform.lock.hcl")
VARIABLES = "stack-variables"


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment in which Terraform finds the AWS provider already running: starting it takes most of a test."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    # Go's collector, which takes a third of the time otherwise, may let memory grow fivefold, to half a gigabyte.
    settings |= {"CHECKPOINT_DISABLE": "1", "GOGC": "400"}
    folder = tmp_path_factory.mktemp("provider")
    shutil.copy(TERRAFORM / "modules/queue/versions.tf", folder)
    lock = shutil.copy(TERRAFORM / "environments/dev/.terraform.lock.hcl", folder)
    plugins = mirror.find(Path(lock))
    init = ["terraform", "init", "-input=false", "-no-color", *([f"-plugin-dir={plugins}"] if plugins else [])]
    subprocess.run(init, cwd=folder, env=settings, check=True, capture_output=True)
    binary = next(path for path in folder.glob(".terraform/providers/*/*/*/*/*/*") if "terraform-provider" in path.name)
    with subprocess.Popen(
        [binary, "-debug"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout
        said = next(line for line in running.stdout if "TF_REATTACH_PROVIDERS=" in line)
        attached = re.search(r"'(.*)'", said)
        assert attached
        assert json.loads(attached[1])
        yield settings | {"TF_REATTACH_PROVIDERS": attached[1]}
        running.terminate()


@pytest.fixture(scope="session")
def pristine(provider: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of terraform/ in which whatever calls modules has found them.

    The stack's variables stand there once more without the stack: what they refuse is then known in a moment.
    """
    copy = tmp_path_factory.mktemp("pristine") / "terraform"
    shutil.copytree(TERRAFORM, copy, ignore=WITHOUT)
    (copy / VARIABLES / "tests").mkdir(parents=True)
    for file in (*(copy / "stack").glob("variables*.tf"), copy / "stack/media_types.tf"):
        shutil.copy(file, copy / VARIABLES)
    for file in (copy / "stack/tests").glob("bad_*"):
        shutil.move(file, copy / VARIABLES / "tests")
    for folder in ("stack", "bootstrap", "environments/prod"):
        init = ["terraform", "init", "-input=false", "-backend=false"]
        subprocess.run(init, cwd=copy / folder, env=provider, check=True, capture_output=True)
    return copy


@pytest.fixture(scope="session")
def terraform_test(provider: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`terraform test` in a folder, of one of its files or of all."""

    def run(folder: Path, file: str = "") -> subprocess.CompletedProcess[str]:
        command = ["terraform", "test", "-no-color", *([f"-filter=tests/{file}.tftest.hcl"] if file else [])]
        return subprocess.run(command, cwd=folder, env=provider, check=False, capture_output=True, text=True)

    return run
