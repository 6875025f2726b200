"""How much fuzz tests try: few examples, the same each time; FUZZ=50 tries fifty times as many, others each time."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ", "1"))


def examples(count: int) -> settings:
    """`count` examples, or as many times more as FUZZ says."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
