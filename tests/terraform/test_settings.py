"""What Terraform takes the functions take: tests/contract/test_settings.py holds them against the same table."""

import json
import re
import shutil

import pytest

from tests.contract.settings import BAD, GOOD, POINTLESS
from tests.terraform.conftest import VARIABLES

REQUIRED = {"environment": "test", "packages_dir": "", "deletion_protection": True, "log_retention_days": 7}


@pytest.fixture(scope="module")
def passed(pristine, terraform_test, tmp_path_factory):
    """The names of the values of which Terraform thinks as expected."""
    folder = tmp_path_factory.mktemp("settings") / VARIABLES
    shutil.copytree(pristine / VARIABLES, folder, ignore=shutil.ignore_patterns("tests"))
    (folder / "tests").mkdir()
    for place, (name, (variable, value)) in enumerate((GOOD | BAD | POINTLESS).items()):
        refused = {} if name in GOOD else {"expect_failures": [f"var.{variable}"]}
        # A file each: within one, a run that fails keeps the others from running.
        run = {"command": "plan", "variables": {variable: value}} | refused
        test = {"variables": REQUIRED, "run": {f"value_{place}": run}}
        (folder / f"tests/{place}.tftest.json").write_text(json.dumps(test))
    said = terraform_test(folder).stdout
    places = {int(place) for place in re.findall(r'run "value_(\d+)"\.\.\. pass', said)}
    return {name for place, name in enumerate(GOOD | BAD | POINTLESS) if place in places}


@pytest.mark.parametrize("name", GOOD)
def test_terraform_takes(name, passed):
    assert name in passed


@pytest.mark.parametrize("name", BAD | POINTLESS)
def test_terraform_refuses(name, passed):
    assert name in passed
