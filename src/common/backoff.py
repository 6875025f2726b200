"""Trying again, after pauses that grow and differ, so that those who met once do not meet again."""

import random
import time
from collections.abc import Iterator

_FIRST_PAUSE_SECONDS = 0.04


def attempts(count: int, *, at_once: int = 1) -> Iterator[int]:
    """Counts 0, 1, … up to `count` attempts, the first `at_once` of them without a pause before."""
    for number in range(count):
        if number >= at_once:
            time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2 ** (number - at_once)))  # noqa: S311 - no secret
        yield number
