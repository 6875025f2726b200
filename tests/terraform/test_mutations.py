"""Each rule is shown to be one: where its brick is broken, `terraform test` complains of just that.

What takes plans of the whole stack `make test-long` shows, the rest `make test`.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.terraform.brick_mutations import BRICKS
from tests.terraform.conftest import VARIABLES
from tests.terraform.mutation import Mutation
from tests.terraform.system_mutations import SYSTEM

WORKERS = 2
# What can be planned in a moment.
QUICK = ("modules/", VARIABLES)


def rounds():
    """The mutations packed so that few runs of Terraform show them all: one round breaks one folder in many places,
    and no two of a round cause the same complaint. A run that fails ends the test, so it has its own round."""
    packed: list[list[Mutation]] = []
    for mutation in BRICKS + SYSTEM:
        fitting = (
            others
            for others in packed
            if (others[0].folder, others[0].test) == (mutation.folder, mutation.test)
            and mutation.complaint not in [other.complaint for other in others]
            and not mutation.complaint.startswith("run ")
        )
        found = next(fitting, None)
        if found is None:
            packed.append([mutation])
        else:
            found.append(mutation)
    return [pytest.param(tuple(found), marks=_marks(found[0].folder), id=_id(found[0])) for found in packed]


def _marks(folder: str):
    return () if folder.startswith(QUICK) else pytest.mark.long


def _id(mutation: Mutation) -> str:
    return f"{mutation.folder}-{mutation.test}"


@pytest.fixture(scope="module")
def broken(request, pristine, terraform_test, tmp_path_factory):
    """The outcome of each round that was selected, worked out by several at once."""

    def outcome(mutations):
        copy = tmp_path_factory.mktemp("broken") / "terraform"
        shutil.copytree(pristine, copy, symlinks=True)
        for mutation in mutations:
            file = copy / mutation.folder / mutation.file
            text = file.read_text()
            assert text.count(mutation.old) == 1, f"{mutation.old!r} must stand once in {mutation.file}"
            file.write_text(text.replace(mutation.old, mutation.new))
        return terraform_test(copy / mutations[0].folder, mutations[0].test)

    rounds_of_all = (getattr(item, "callspec", None) for item in request.session.items)
    selected = [call.params["mutations"] for call in rounds_of_all if call and "mutations" in call.params]
    with ThreadPoolExecutor(WORKERS) as pool:
        yield {mutations: pool.submit(outcome, mutations) for mutations in selected}


@pytest.mark.parametrize("mutations", rounds())
def test_each_broken_rule_is_noticed(mutations, broken):
    done = broken[mutations].result()
    said = " ".join((done.stdout + done.stderr).split())

    assert [mutation.complaint for mutation in mutations if mutation.complaint not in said] == []
    # One complaint each, so none is the echo of another's.
    assert said.count("Error: Test assertion failed") + said.count("Error: Missing expected failure") == len(mutations)
