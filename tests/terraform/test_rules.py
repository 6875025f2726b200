"""The rules written in *.tftest.hcl hold, and every brick has some."""

import pytest

from local.home import ROOT
from tests.terraform.conftest import VARIABLES

TERRAFORM = ROOT / "terraform"
TESTED = sorted(str(path.parent.relative_to(TERRAFORM)) for path in TERRAFORM.glob("**/tests") if path.is_dir())


@pytest.mark.parametrize("folder", [*TESTED, VARIABLES])
def test_rules_hold(folder, pristine, terraform_test):
    done = terraform_test(pristine / folder)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_brick_has_rules():
    bricks = {f"modules/{path.name}" for path in (TERRAFORM / "modules").iterdir()}

    assert bricks | {"stack", "bootstrap", "environments/prod"} == set(TESTED)
