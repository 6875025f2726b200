"""The environments are one stack, called with other arguments."""

import re

import pytest

from local.home import ROOT

ENVIRONMENTS = ROOT / "terraform/environments"
ROOTS = [*sorted(path for path in ENVIRONMENTS.iterdir()), ROOT / "terraform/bootstrap"]


@pytest.mark.parametrize("file", ["providers.tf", "versions.tf"])
def test_the_same_in_all(file):
    assert len({(root / file).read_text() for root in ENVIRONMENTS.iterdir()}) == 1


def test_dev_and_prod_keep_their_state_alike():
    assert (ENVIRONMENTS / "dev/backend.tf").read_text() == (ENVIRONMENTS / "prod/backend.tf").read_text()


@pytest.mark.parametrize("name", ["local", "dev", "prod"])
def test_one_module_call_and_no_resources(name):
    source = "".join(path.read_text() for path in (ENVIRONMENTS / name).glob("*.tf"))

    assert re.findall(r'^module "(\w+)"', source, re.MULTILINE) == ["inlet"]
    assert not re.findall(r'^(?:resource|data) "', source, re.MULTILINE)


def test_all_have_every_output_of_the_stack():
    def outputs(folder):
        return re.findall(r'^output "(\w+)"', (folder / "outputs.tf").read_text(), re.MULTILINE)

    wanted = outputs(ROOT / "terraform/stack")

    assert all(outputs(root) == wanted for root in ENVIRONMENTS.iterdir())


def test_provider_locked_alike_for_every_platform():
    locks = {(root / ".terraform.lock.hcl").read_text() for root in ROOTS}

    assert len(locks) == 1
    # One hash for each zip of the release, by which init verifies what it downloads, whatever the platform.
    assert len(re.findall(r'"zh:[0-9a-f]{64}"', locks.pop())) == 15


def test_github_gives_what_differs_by_deployment():
    """What is deployed by hand with a variable that GitHub does not know, the next run there would take away."""
    workflow = (ROOT / ".github/workflows/deploy.yml").read_text()
    given = dict(re.findall(r"^ +TF_VAR_(\w+): \$\{\{ vars\.(\w+) ", workflow, re.MULTILINE))
    guide = (ROOT / "docs/deployment.md").read_text()

    assert set(given) == {"mail", "alarm_emails", "cors_origins", "cdn"}
    assert all(f"`{name}`" in guide for name in given.values())
