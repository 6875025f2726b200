"""Random stories of several people over the applied stack: after each step everybody is told what a plain model says.

`make test` tells a few, always the same; `make test-long` more and longer ones, others each time, whose seed it prints:
`STORY_SEED=… make test-long ARGS="-k stories"` tells them again. A story that fails is told once more, and printed with
all of its steps; SHRINK=1 looks for a shorter one first, which takes up to five minutes.
"""

import os
import random
import uuid
from functools import cache
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.e2e.catalogue.drawn import OWNERS, USERS
from tests.e2e.catalogue.machine import Machine
from tests.e2e.catalogue.stack import Stack
from tests.e2e.conftest import signed_in

ALWAYS = 167
# Nobody may be in more than fifty tenants: so many stories are told of the same people.
_OF_THE_SAME = 15
_PHASES = (Phase.generate, Phase.shrink) if os.environ.get("SHRINK") else (Phase.generate,)


@pytest.fixture
def tell(cloud, people):
    """Tells stories of people who are new."""
    told = count()

    @cache
    def cast(number):
        some = uuid.uuid4().hex[:8]
        return {name: signed_in(cloud, people(f"{name}-{some}")) for name in USERS}

    class Real(Machine):
        def catalogue(self):
            return Stack(cloud, cast(next(told) // _OF_THE_SAME), OWNERS)

    def run(stories, steps, number):
        given = settings(
            max_examples=stories,
            stateful_step_count=steps,
            phases=_PHASES,
            database=None,
            deadline=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        )
        print(f"STORY_SEED={number}")
        run_state_machine_as_test(seed(number)(Real), settings=given)

    return run


def test_a_few_stories(tell):
    tell(5, 25, ALWAYS)


@pytest.mark.long
def test_many_stories(tell):
    tell(40, 60, int(os.environ.get("STORY_SEED") or random.randrange(2**32)))
