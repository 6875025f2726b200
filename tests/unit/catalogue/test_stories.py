"""That stories find what is wrong with a catalogue: one that is right tells all of them, each defective one none."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.e2e.catalogue.machine import Machine
from tests.e2e.catalogue.story import Disagreement
from tests.unit.catalogue.pretended import DEFECTIVE, Pretended


def tell(pretended, stories):
    machine = type(pretended.__name__, (Machine,), {"catalogue": lambda self: pretended()})
    given = settings(
        max_examples=stories,
        stateful_step_count=40,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(1)(machine), settings=given)


def test_nothing_is_found_where_nothing_is_wrong():
    tell(Pretended, 20)


@pytest.mark.parametrize("defective", DEFECTIVE)
def test_a_defect_is_found(defective):
    with pytest.raises(Disagreement):
        tell(defective, 200)
